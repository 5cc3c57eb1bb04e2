"""Files that people hand in: known by content, made small anew, named and bounded safely."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from PIL import Image

from engine.env import BadSetting, env_storage
from engine.uploads.contents import DOCX, GIF, JPEG, ODT, PDF, PNG, WEBP, content_type
from engine.uploads.errors import UnfitFileError
from engine.uploads.handlers import BoundedUploadHandler
from engine.uploads.names import MOST_BYTES, safe_name
from engine.uploads.pictures import EDGE, thumbnail_of
from tests.files import PDF_BYTES, archive, docx, picture

ODT_BYTES = archive({"mimetype": ODT, "content.xml": "<x/>"}, compressed=False)
MOST = 10**6


def small(content: bytes, *, kind: str = PNG, most_pixels: int = MOST) -> Image.Image:
    return Image.open(
        io.BytesIO(thumbnail_of(io.BytesIO(content), kind=kind, most_pixels=most_pixels))
    )


def png_of(*, width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is of any size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def bomb() -> bytes:
    """A document whose table of contents promises a part of 600 MB."""
    said, promised = (struct.pack("<I", size) for size in (123_457, 600 * 2**20))
    return docx(**{"word/media/bomb.bin": bytes(123_457)}).replace(said, promised)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (picture("PNG"), PNG),
        (picture("JPEG"), JPEG),
        (picture("GIF"), GIF),
        (picture("WEBP"), WEBP),
        (PDF_BYTES, PDF),
        (docx(), DOCX),
        (ODT_BYTES, ODT),
    ],
)
def test_a_file_is_known_by_its_content(content: bytes, kind: str) -> None:
    assert content_type(io.BytesIO(content)) == kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "unknown_type"),
        (b"<!doctype html><script>alert(1)</script>", "unknown_type"),
        (b"MZ\x90\x00", "unknown_type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "unknown_type"),
        (b"<html>%PDF-1.7 %%EOF", "unknown_type"),
        (b"%PDF-1.7\n1 0 obj", "damaged"),
        (b"PK\x03\x04" + bytes(100), "damaged"),
        (docx()[:-5], "damaged"),
        (archive({"photo.png": picture()}), "archive"),
        (archive({"word/document.xml": "<x/>"}), "archive"),
        (archive({"mimetype": "application/vnd.oasis.opendocument.text-template"}), "archive"),
        (docx(**{"word/vbaProject.bin": b"x"}), "macros"),
        (bomb(), "unpacks_too_large"),
        (picture("PNG") + archive({"Evil.class": "x"}), "two_in_one"),
        (picture("JPEG") + docx(), "two_in_one"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_none_of_the_known_types_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(UnfitFileError) as refused:
        content_type(io.BytesIO(content))
    assert refused.value.code == code


def test_a_thumbnail_is_a_small_webp() -> None:
    made = small(picture("PNG", size=(1000, 500)))
    assert (made.format, made.size) == ("WEBP", (EDGE, EDGE // 2))


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "LA", "1", "I;16"])
def test_pictures_of_every_mode_are_made_small(mode: str) -> None:
    assert small(picture("PNG", mode=mode)).size == (60, 40)


def test_a_printers_jpeg_is_made_small() -> None:
    assert small(picture("JPEG", mode="CMYK"), kind=JPEG).mode == "RGB"


def test_gaps_of_a_picture_stay_gaps() -> None:
    kept = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(kept, "PNG")
    assert small(kept.getvalue()).getpixel((5, 5))[3] == 0


def test_a_photo_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    made = small(picture("JPEG", size=(60, 40), exif=exif), kind=JPEG)
    assert made.size == (40, 60)
    red, _green, blue = made.convert("RGB").getpixel((30, 10))
    assert red > blue


def test_where_a_photo_was_taken_stays_behind() -> None:
    exif = Image.Exif()
    exif[0x010E] = "somewhere secret"
    exif.get_ifd(0x8825)[1] = "N"
    content = picture("JPEG", exif=exif, icc_profile=b"a profile", comment=b"a remark")
    made = thumbnail_of(io.BytesIO(content), kind=JPEG, most_pixels=MOST)
    for left in (b"secret", b"EXIF", b"ICCP", b"profile", b"remark"):
        assert left not in made
    assert not Image.open(io.BytesIO(made)).getexif()


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_a_turn_nobody_can_read_is_no_turn() -> None:
    content = picture("JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\x01\x12")
    assert small(content, kind=JPEG).size == (60, 40)


def test_what_hides_behind_a_picture_is_not_in_its_thumbnail() -> None:
    script = b"<script>alert(1)</script>"
    content = picture("GIF", comment=script) + script
    assert content_type(io.BytesIO(content)) == GIF
    assert b"script" not in thumbnail_of(io.BytesIO(content), kind=GIF, most_pixels=MOST)


@pytest.mark.parametrize("cut", [30, 60, 100])
@pytest.mark.parametrize(
    ("form", "kind"), [("PNG", PNG), ("JPEG", JPEG), ("GIF", GIF), ("WEBP", WEBP)]
)
def test_a_picture_cut_short_is_refused(form: str, kind: str, cut: int) -> None:
    whole = picture(form, size=(200, 200))
    with pytest.raises(UnfitFileError) as refused:
        thumbnail_of(io.BytesIO(whole[: len(whole) * cut // 130]), kind=kind, most_pixels=MOST)
    assert refused.value.code == "damaged"


@pytest.mark.parametrize("edge", [1001, 20_000, 2**31 - 1])
def test_a_bomb_is_refused_before_it_is_unpacked(edge: int) -> None:
    with pytest.raises(UnfitFileError) as refused:
        thumbnail_of(io.BytesIO(png_of(width=edge, height=edge)), kind=PNG, most_pixels=MOST)
    assert refused.value.code == "too_many_pixels"


def test_a_text_in_a_picture_that_unpacks_to_megabytes_is_refused() -> None:
    text = zlib.compress(bytes(3 * 2**20))
    data = b"Comment\0\0" + text
    chunk = (
        struct.pack(">I", len(data))
        + b"zTXt"
        + data
        + struct.pack(">I", zlib.crc32(b"zTXt" + data))
    )
    whole = picture("PNG")
    bomb = whole[:33] + chunk + whole[33:]
    with pytest.raises(UnfitFileError):
        thumbnail_of(io.BytesIO(bomb), kind=PNG, most_pixels=MOST)


def test_a_picture_of_another_kind_than_it_began_is_refused() -> None:
    with pytest.raises(UnfitFileError):
        thumbnail_of(io.BytesIO(picture("PNG")), kind=JPEG, most_pixels=MOST)


@pytest.mark.parametrize(
    ("given", "kind", "name"),
    [
        ("冷宫冰箱 概念图.png", PNG, "冷宫冰箱 概念图.png"),
        ("Photo.JPEG", JPEG, "Photo.JPEG"),
        ("invoice.pdf.exe", PDF, "invoice.pdf.exe.pdf"),
        ("evil.png.html", PNG, "evil.png.html.png"),
        ("page.svg", PNG, "page.svg.png"),
        ("../../etc/passwd", PDF, "passwd.pdf"),
        ("C:\\Users\\me\\图.png", PNG, "图.png"),
        ("photo\u202egnp.exe", PNG, "photognp.exe.png"),
        ("\u200f\u2066冷宫\u2069.png", PNG, "冷宫.png"),
        ("a\x00b\r\nX: y.png", PNG, "a b X: y.png"),
        (".htaccess", PNG, "htaccess.png"),
        ("...", PDF, "file.pdf"),
        ("", PDF, "file.pdf"),
        ("图.png. . ", PNG, "图.png"),
        (".png", PNG, "png.png"),
    ],
)
def test_names_are_made_harmless(given: str, kind: str, name: str) -> None:
    assert safe_name(given, kind=kind) == name


@pytest.mark.parametrize("sign", ["a", "冷", "🧊", "é"])
def test_a_very_long_name_keeps_its_ending(sign: str) -> None:
    name = safe_name(sign * 5000 + ".png", kind=PNG)
    assert MOST_BYTES - 4 < len(name.encode()) <= MOST_BYTES
    assert name.endswith(f"{sign}.png")


def test_a_body_too_large_is_refused_before_it_is_read() -> None:
    most = settings.ATTACHMENT_MOST_BYTES
    handler = BoundedUploadHandler()
    handler.handle_raw_input(io.BytesIO(), {}, most, "x")
    with pytest.raises(RequestDataTooBig):
        handler.handle_raw_input(io.BytesIO(), {}, most + 2**20 + 1, "x")


def test_a_storage_is_one_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLACE", "storages.backends.s3.S3Storage?bucket_name=ideas&region_name=x")
    assert env_storage("PLACE", default={}) == {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": "ideas", "region_name": "x"},
    }
    monkeypatch.setenv("PLACE", " ")
    assert env_storage("PLACE", default={"BACKEND": "x"}) == {"BACKEND": "x"}


@pytest.mark.parametrize("value", ["s3", "a/b.C", "a.B?x", "?x=1&", "a..B"])
def test_a_storage_nobody_can_find_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("PLACE", value)
    with pytest.raises(BadSetting, match="PLACE must"):
        env_storage("PLACE", default={})
