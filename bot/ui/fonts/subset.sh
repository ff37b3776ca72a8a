#!/bin/sh
# Makes the fonts of this folder anew; README.md says from what. Needs fonttools and brotli.
# Usage: subset.sh NOTO_TTF_FOLDER NOTO_CJK_TTC NOTO_EMOJI_WOFF2 NOTO_COLOR_EMOJI_WOFF2
set -eu
core=$1 cjk=$2 emoji=$3 colour=$4
here=$(cd "$(dirname "$0")" && pwd)

subset() { # source, name, characters, further options
    source=$1 name=$2 characters=$3
    shift 3
    pyftsubset "$source" --output-file="$here/$name" --unicodes="$characters" --no-hinting \
        --layout-features='*' --drop-tables+=DSIG,SVG,STAT,vhea,vmtx,VORG "$@"
}

# What the standards of mainland China, Japan, Taiwan and Korea call common, and kana.
common=$(python3 - <<'PY'
from itertools import product

def characters(codec, first, last, trails=range(0xA1, 0xFF)):
    for pair in product(range(first, last + 1), trails):
        try:
            yield from bytes(pair).decode(codec)
        except UnicodeDecodeError:
            continue

found = {
    *characters("gb2312", 0xB0, 0xF7),
    *characters("euc_jp", 0xB0, 0xF4),
    *characters("big5", 0xA4, 0xC6, range(0x40, 0xFF)),
    *characters("euc_kr", 0xB0, 0xC8),
    *map(chr, [*range(0x3001, 0x3020), *range(0x3041, 0x3100), *range(0x31F0, 0x3200)]),
    *map(chr, [*range(0x3131, 0x318F), *range(0xFF01, 0xFFEF)]),
}
print(",".join(f"{ord(c):x}" for c in sorted(found) if c > "\u2e7f"))
PY
)

for weight in Regular Bold; do
    for script in Arabic:600-6ff,750-77f,8a0-8ff,fb50-fdff,fe70-feff,200c-200f \
        Hebrew:590-5ff,fb1d-fb4f Thai:e00-e7f Georgian:10a0-10ff,2d00-2d2f \
        Armenian:530-58f,fb13-fb17 Devanagari:900-97f,200c,200d Bengali:980-9ff,200c,200d \
        Tamil:b80-bff,200c,200d; do
        name=NotoSans${script%%:*}-$weight.ttf
        subset "$core/$name" "$name" "${script#*:}"
    done
done
subset "$cjk" NotoSansCJK-Regular.otf "$common" --font-number=2 --layout-features=ccmp
subset "$core/NotoSansSymbols-Regular.ttf" NotoSansSymbols-Regular.ttf 2190-23ff,2460-24ff,2600-27ff
subset "$core/NotoSansSymbols2-Regular.ttf" NotoSansSymbols2-Regular.ttf 2190-23ff,2500-27ff,2b00-2bff
subset "$emoji" NotoEmoji-Regular.ttf 1f1e6-1f1ff
subset "$colour" NotoColorEmoji.ttf \
    200d,203c,2049,2122,2139,2190-21ff,2300-23ff,25a0-27bf,2900-2bff,3030,303d,3297,3299,fe0f,1f000-1f1e5,1f200-1f3fa,1f400-1faff

# The renderer takes a font only where its names are plain.
python3 - "$here"/Noto*Emoji*.ttf <<'PY'
import sys
from fontTools.ttLib import TTFont

for path in sys.argv[1:]:
    font = TTFont(path)
    font.flavor = None
    family = font["name"].getDebugName(1)
    whole = {1: family, 2: "Regular", 4: family, 6: family.replace(" ", "") + "-Regular"}
    for number, words in whole.items():
        font["name"].setName(words, number, 3, 1, 0x409)
    font.save(path)
PY
