"""Near misses: a question or a passage with one thing swapped, so that it no longer fits."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from training import absent
from training.words import NAMED, Pools, Word

ABSENT_SHARE = 0.3
_PLACES = "苏州 常州 南京 上海 杭州 广州 北京 成都 武汉 日本 美国 台湾 香港 法国".split()
_OPPOSITES = {
    "最大": "最小",
    "最高": "最低",
    "最早": "最晚",
    "最长": "最短",
    "最多": "最少",
    "第一": "第三",
    "首次": "第二次",
    "首个": "最后一个",
    "开始": "结束",
    "成立": "解散",
    "出生": "去世",
    "增加": "减少",
    "上升": "下降",
    "东部": "西部",
    "南部": "北部",
    "父亲": "母亲",
    "儿子": "女儿",
    "以前": "以后",
    "优点": "缺点",
    "男": "女",
    "胜": "败",
}


@dataclass(frozen=True)
class Swapper:
    """Makes near misses; `None` where a text offers nothing to swap."""

    pools: Pools

    def question(
        self, words: Sequence[Word], title: str, passage: str, rng: random.Random
    ) -> str | None:
        """The question about another person, place, number, thing: one the passage lacks."""
        text = "".join(word.text for word in words)
        draw = rng.random()
        if draw < ABSENT_SHARE:
            asked = absent.question(words, passage, rng)
            if asked:
                return asked
        draw = rng.random()
        if draw < 0.12:
            return self._narrowed(text, passage, rng)
        if draw < 0.2:
            turned = [o for o in _OPPOSITES if o in text and _OPPOSITES[o] not in passage]
            if turned:
                one = rng.choice(turned)
                return text.replace(one, _OPPOSITES[one], 1)
        if title and title in text and rng.random() < 0.4:
            other = self.pools.another(title, "title", passage, rng)
            return other and text.replace(title, other)
        return self._one_word(words, passage, rng)

    def passage(self, words: Sequence[Word], passage: str, rng: random.Random) -> str | None:
        """The passage about another: a name of the question replaced throughout."""
        shared = [w for w in words if w.kind in NAMED and w.text in passage and len(w.text) > 1]
        if not shared:
            return None
        one = rng.choice(shared)
        other = self.pools.another(one.text, one.kind, passage, rng)
        return other and passage.replace(one.text, other)

    def _one_word(self, words: Sequence[Word], passage: str, rng: random.Random) -> str | None:
        places = [i for i, word in enumerate(words) if word.kind]
        if not places:
            return None
        weights = [_weight(words[i], passage) for i in places]
        at = rng.choices(places, weights)[0]
        other = self.pools.another(words[at].text, words[at].kind, passage, rng)
        return other and "".join(other if i == at else w.text for i, w in enumerate(words))

    def _narrowed(self, text: str, passage: str, rng: random.Random) -> str | None:
        """The question narrowed to a year or place that the passage does not speak of."""
        added = f"{rng.randint(1995, 2024)}年" if rng.random() < 0.6 else rng.choice(_PLACES)
        if added.removesuffix("年") in passage or added.removesuffix("年") in text:
            return None
        return f"{added}{'' if added.endswith('年') else '的'}{text}"


def _weight(word: Word, passage: str) -> float:
    """Names are swapped rather than common nouns, words of the passage rather than others."""
    return (3.0 if word.kind in NAMED else 1.0) * (2.0 if word.text in passage else 1.0)
