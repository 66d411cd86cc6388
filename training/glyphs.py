"""The emoji of the emoji16 data set, and how one is drawn from the font."""

from functools import cache

from PIL import Image, ImageDraw, ImageFont

FONT_PATH = "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf"
FONT_SIZE = 109  # the only size of the font's bitmaps
GLYPH_SIZE = 80

CLASSES = {
    "cat": ["🐱", "🐈", "😺", "😸", "🙀", "🐈‍⬛"],
    "dog": ["🐶", "🐕", "🐩", "🦮", "🐕‍🦺"],
    "bird": ["🐦", "🦜", "🦉", "🐧", "🦆", "🐓"],
    "sea animal": ["🐟", "🐠", "🐡", "🦈", "🐳", "🐙"],
    "insect": ["🐞", "🐝", "🦋", "🐜", "🦗", "🐛"],
    "flower": ["🌹", "🌻", "🌷", "🌸", "🌼", "🌺"],
    "tree": ["🌳", "🌲", "🌴", "🎄"],
    "fruit": ["🍎", "🍌", "🍇", "🍓", "🍍", "🍊"],
    "dessert": ["🍰", "🎂", "🧁", "🍩", "🍪", "🍦"],
    "drink": ["☕", "🍺", "🍷", "🍹", "🥤", "🍵"],
    "car": ["🚗", "🚕", "🚙", "🚓", "🚒", "🚚"],
    "boat": ["⛵", "🚢", "🚤", "🛶", "🚣", "🛳"],
    "aircraft": ["✈", "🚁", "🚀", "🛩", "🛸", "🪂"],
    "ball": ["⚽", "🏀", "🏈", "⚾", "🎾", "🏐"],
    "instrument": ["🎸", "🎹", "🎺", "🎻", "🥁", "🎷"],
    "building": ["🏠", "🏰", "🏢", "⛪", "🕌", "🏯"],
}

DISTRACTORS = ["⭐", "🔑", "💡", "📎", "🧦", "🧲", "✏", "🔔", "💎", "🧩", "🎲", "🔒", "📌", "👓", "🔥", "🥄"]


@cache
def glyph(emoji):
    """The emoji as a GLYPH_SIZE square RGBA image, cropped to its ink and centred."""
    font = ImageFont.truetype(FONT_PATH, FONT_SIZE, layout_engine=ImageFont.Layout.RAQM)
    canvas = Image.new("RGBA", (200, 200))
    ImageDraw.Draw(canvas).text((20, 20), emoji, font=font, embedded_color=True)
    ink = canvas.crop(canvas.getbbox())
    scale = GLYPH_SIZE / max(ink.size)
    ink = ink.resize([max(1, round(side * scale)) for side in ink.size], Image.Resampling.LANCZOS)
    square = Image.new("RGBA", (GLYPH_SIZE, GLYPH_SIZE))
    square.paste(ink, ((GLYPH_SIZE - ink.width) // 2, (GLYPH_SIZE - ink.height) // 2))
    return square
