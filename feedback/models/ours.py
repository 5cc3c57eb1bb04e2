"""What is ours: channels we know, our accounts, product lines, the brand's words."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """A platform; the value is what files and the API say."""

    WEIBO = "weibo", _("Weibo")
    WECHAT_MP = "wechat_mp", _("WeChat Official Account")
    WECOM = "wecom", _("WeCom")
    WECHAT_CHANNELS = "wechat_channels", _("WeChat Channels")
    DOUYIN = "douyin", _("Douyin")
    KUAISHOU = "kuaishou", _("Kuaishou")
    XIAOHONGSHU = "xiaohongshu", _("Xiaohongshu")
    ZHIHU = "zhihu", _("Zhihu")
    BILIBILI = "bilibili", _("Bilibili")
    TIEBA = "tieba", _("Tieba")
    TOUTIAO = "toutiao", _("Toutiao")
    BAIJIAHAO = "baijiahao", _("Baijiahao")
    QZONE = "qzone", _("Qzone")
    DISCUZ = "discuz", _("Discuz!")
    DISCOURSE = "discourse", _("Discourse")
    FLARUM = "flarum", _("Flarum")
    FORUM = "forum", _("Forum")
    JD = "jd", _("JD.com")
    TMALL = "tmall", _("Tmall")
    OTHER = "other", _("Other channel")


class ProductLine(models.Model):
    """A line of products that somebody is in charge of."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    # most who want a thing never write: one in a hundred readers does
    units_per_supporter = models.DecimalField(
        _("units per supporter"),
        max_digits=10,
        decimal_places=2,
        default=Decimal(100),
        help_text=_("How many units are expected to sell for each effective supporter."),
    )
    mass_threshold = models.PositiveIntegerField(
        _("threshold of mass production"),
        default=100_000,
        help_text=_("Expected units from which mass production may be approved."),
    )

    class Meta:
        verbose_name = _("product line")
        verbose_name_plural = _("product lines")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(units_per_supporter__gt=0),
                name="product_line_expects_units_of_a_supporter",
            ),
            models.CheckConstraint(
                condition=models.Q(mass_threshold__gt=0), name="product_line_has_a_threshold"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LexiconEntry(models.Model):
    """A name, nickname or product by which fans mean us."""

    class Meaning(models.TextChoices):
        """What the word stands for."""

        BRAND = "brand", _("brand name")
        NICKNAME = "nickname", _("nickname")
        PRODUCT = "product", _("product")

    word = models.CharField(_("word"), max_length=60, unique=True)
    meaning = models.CharField(_("stands for"), max_length=10, choices=Meaning)
    product_line = models.ForeignKey(
        ProductLine,
        verbose_name=_("product line"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("lexicon entry")
        verbose_name_plural = _("brand lexicon")
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word


class Account(models.Model):
    """One of our own accounts on a channel; what it writes is never counted."""

    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    name = models.CharField(_("name"), max_length=120)
    external_id = models.CharField(
        _("external id"),
        max_length=200,
        blank=True,
        help_text=_(
            "The channel's own id of the account, where known; several are separated by blanks."
        ),
    )
    product_line = models.ForeignKey(
        ProductLine,
        verbose_name=_("product line"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("own account")
        verbose_name_plural = _("own accounts")
        ordering = ["channel", "name"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "name"], name="account_once_a_channel")
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} · {self.name}"
