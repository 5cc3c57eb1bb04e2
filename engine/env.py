"""Typed readers of the environment: a bad or missing value is one clear sentence."""

from __future__ import annotations

import math
import os
from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})


class BadSetting(ImproperlyConfigured):
    """A value in the environment is missing or cannot be what it should be."""


def env_str(name: str, *, default: str | None = None) -> str:
    """Read a text; without a default it must be there."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise BadSetting(f"{name} must be set.")
    return default


def env_bool(name: str, *, default: bool) -> bool:
    """Read a yes or no."""
    value = env_str(name, default="")
    if not value:
        return default
    if value.lower() in TRUE_WORDS:
        return True
    if value.lower() in FALSE_WORDS:
        return False
    raise BadSetting(f"{name} must be one of 1/0/true/false, not {value!r}.")


def env_int(name: str, *, default: int, least: int | None = None, most: int | None = None) -> int:
    """Read a whole number within its bounds."""
    value = env_str(name, default="")
    if not value:
        return default
    try:
        number = int(value)
    except ValueError:
        raise BadSetting(f"{name} must be a whole number, not {value!r}.") from None
    if (least is not None and number < least) or (most is not None and number > most):
        raise BadSetting(f"{name} must be {_bounds(least, most)}, not {number}.")
    return number


def env_float(name: str, *, default: float) -> float:
    """Read a number; infinity and NaN are none."""
    value = env_str(name, default="")
    if not value:
        return default
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise BadSetting(f"{name} must be a number, not {value!r}.")
    return number


def env_time(name: str, *, default: str) -> time:
    """Read an hour of the day such as 09:00."""
    value = env_str(name, default=default)
    try:
        return datetime.strptime(value, "%H:%M").time()  # noqa: DTZ007 - an hour of any day
    except ValueError:
        raise BadSetting(f"{name} must be an hour such as 09:00, not {value!r}.") from None


def env_list(name: str, *, default: Sequence[str]) -> list[str]:
    """Read texts parted by commas; blanks around them do not count."""
    value = env_str(name, default="")
    if not value:
        return list(default)
    return [part for part in map(str.strip, value.split(",")) if part]


def env_url(name: str, *, schemes: Sequence[str], default: str | None = None) -> str:
    """Read a URL of one of these schemes; never quote it, for it may hold a password."""
    value = env_str(name, default=default)
    if value == default:
        return value
    try:
        parts = urlsplit(value)
        is_good = parts.scheme in schemes and (parts.port is None or parts.port > 0)
    except ValueError:
        is_good = False
    if not is_good:
        raise BadSetting(f"{name} must be a URL that starts with {_starts(schemes)}.")
    return value


def env_storage(name: str, *, default: Mapping[str, Any]) -> dict[str, Any]:
    """Read where files are kept: a class of Django's storage API, its options behind a `?`."""
    value = env_str(name, default="")
    if not value:
        return dict(default)
    backend, _, query = value.partition("?")
    try:
        options = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)))
    except ValueError:
        raise BadSetting(f"{name} must be package.Class?option=value&option=value.") from None
    if not all(part.isidentifier() for part in backend.split(".")) or "." not in backend:
        raise BadSetting(f"{name} must begin with the dotted name of a class.")
    return {"BACKEND": backend, "OPTIONS": options}


def require_together(name: str, needed: str) -> None:
    """Demand a second setting where the first is given."""
    if env_str(name, default="") and not env_str(needed, default=""):
        raise BadSetting(f"{needed} must be set when {name} is.")


def require_order(first: str, early: time, second: str, late: time) -> None:
    """Demand that one hour is before another."""
    if early >= late:
        raise BadSetting(f"{first} must be before {second}.")


def _starts(schemes: Sequence[str]) -> str:
    return " or ".join(f"{scheme}://" for scheme in schemes)


def _bounds(least: int | None, most: int | None) -> str:
    if least is None:
        return f"at most {most}"
    if most is None:
        return f"at least {least}"
    return f"between {least} and {most}"
