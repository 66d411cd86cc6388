"""Draws one cluttered picture of an emoji: background, clutter, pose, occlusion, light, blur, noise."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from glyphs import CLASSES, DISTRACTORS, GLYPH_SIZE, glyph

TILE = 48
CANVAS = 2 * TILE  # drawn at twice the size, then shrunk
CLASS_GLYPHS = list(CLASSES.values())


def draw_picture(rng, label):
    """A TILE x TILE RGB uint8 array that shows one emoji of class `label`."""
    canvas = background(rng)
    for _ in range(rng.integers(1, 5)):
        scatter(rng, canvas)
    emoji = rng.choice(CLASS_GLYPHS[label])
    half = CANVAS / 2
    size = rng.uniform(0.46, 0.9) * CANVAS
    reach = (CANVAS - size) / 2 + 0.06 * size
    centre = half + rng.uniform(-reach, reach, 2)
    canvas = shadow_and_paste(rng, canvas, emoji, centre, size)
    if rng.random() < 0.55:
        occlude(rng, canvas, centre, size)
    if rng.random() < 0.65:
        canvas = canvas.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 2.1)))
    return noise(rng, light(rng, canvas.resize((TILE, TILE), Image.Resampling.BOX)))


def random_colour(rng):
    """An RGB colour as integers."""
    return tuple(int(value) for value in rng.integers(0, 256, 3))


def background(rng):
    """Blotches of two to many colours at a random grain, sometimes with stripes."""
    grain = int(rng.choice([2, 3, 4, 6, 12]))
    spread = rng.uniform(0.2, 1.0) / (1 + grain / 18)
    colours = rng.integers(0, 256, (grain, grain, 3))
    base = rng.integers(0, 256, 3)
    small = Image.fromarray((base + (colours - base) * spread).astype(np.uint8))
    smooth = Image.Resampling.BICUBIC if rng.random() < 0.8 else Image.Resampling.NEAREST
    canvas = small.resize((CANVAS, CANVAS), smooth)
    if rng.random() < 0.3:
        draw = ImageDraw.Draw(canvas)
        step, slope, colour = int(rng.integers(8, 24)), rng.uniform(-1, 1), random_colour(rng)
        for start in range(-CANVAS, 2 * CANVAS, step):
            draw.line([(start, 0), (start + slope * CANVAS, CANVAS)], fill=colour, width=step // 3)
    return canvas


def scatter(rng, canvas):
    """Puts a small object or shape of no class anywhere on the picture."""
    size = rng.uniform(0.12, 0.32) * CANVAS
    x, y = rng.uniform(0, CANVAS, 2)
    if rng.random() < 0.6:
        paste(rng, canvas, rng.choice(DISTRACTORS), (x, y), size, 180)
    else:
        corners = [(x + size * rng.uniform(-0.6, 0.6), y + size * rng.uniform(-0.6, 0.6)) for _ in range(3)]
        ImageDraw.Draw(canvas).polygon(corners, fill=random_colour(rng))


def posed(rng, emoji, centre, size, max_angle):
    """The emoji as a canvas-sized RGBA layer: turned, sheared, squeezed and perhaps mirrored."""
    angle = np.deg2rad(rng.uniform(-max_angle, max_angle))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shear = np.array([[1, rng.uniform(-0.2, 0.2)], [0, rng.uniform(0.8, 1.1)]])
    mirror = np.diag([rng.choice([-1.0, 1.0]), 1.0])
    inverse = np.linalg.inv(turn @ shear @ mirror * (size / GLYPH_SIZE))
    offset = GLYPH_SIZE / 2 - inverse @ np.asarray(centre)
    coefficients = (*inverse[0], offset[0], *inverse[1], offset[1])
    return glyph(emoji).transform((CANVAS, CANVAS), Image.Transform.AFFINE, coefficients, Image.Resampling.BICUBIC)


def paste(rng, canvas, emoji, centre, size, max_angle):
    """Pastes a posed emoji onto the canvas in place."""
    layer = posed(rng, emoji, centre, size, max_angle)
    canvas.paste(layer, (0, 0), layer)


def shadow_and_paste(rng, canvas, emoji, centre, size):
    """Pastes the picture's subject, half of the time with a soft shadow beneath it."""
    layer = posed(rng, emoji, centre, size, 35)
    if rng.random() < 0.5:
        strength = rng.uniform(0.3, 0.7)
        mask = layer.getchannel("A").point(lambda alpha: alpha * strength)
        mask = mask.filter(ImageFilter.GaussianBlur(3))
        canvas.paste((0, 0, 0), tuple(int(shift) for shift in rng.integers(-6, 7, 2)), mask)
    canvas.paste(layer, (0, 0), layer)
    return canvas


def occlude(rng, canvas, centre, size):
    """Covers a part near the subject's rim with a bar or an object of no class."""
    direction = rng.uniform(0, 2 * np.pi)
    towards = np.array([np.cos(direction), np.sin(direction)])
    if rng.random() < 0.5:
        spot = centre + towards * size * rng.uniform(0.3, 0.5)
        paste(rng, canvas, rng.choice(DISTRACTORS), spot, size * rng.uniform(0.3, 0.45), 180)
        return
    middle = centre + towards * size * rng.uniform(0.1, 0.45)
    along = np.array([-towards[1], towards[0]]) * CANVAS
    ends = [tuple(middle - along), tuple(middle + along)]
    ImageDraw.Draw(canvas).line(ends, fill=random_colour(rng), width=int(rng.integers(4, 13)))


def light(rng, image):
    """Exposure, gamma, a colour cast and a slanted light, as float values around 0..1."""
    pixels = np.asarray(image, np.float32) / 255
    pixels = pixels ** rng.uniform(0.7, 1.5)
    cast = rng.uniform(0.55, 1.25) * rng.uniform(0.85, 1.15, 3)
    ramp = np.linspace(-1, 1, TILE, dtype=np.float32)
    slant = 1 + rng.uniform(-0.3, 0.3) * ramp[:, None] + rng.uniform(-0.3, 0.3) * ramp[None, :]
    haze = rng.uniform(0, 0.35)
    return (pixels * (1 - haze) + 0.5 * haze) * cast * slant[..., None]


def noise(rng, pixels):
    """Sensor noise, then 8-bit pixels."""
    pixels = pixels + rng.normal(0, rng.uniform(0, 0.08), pixels.shape)
    return (np.clip(pixels, 0, 1) * 255 + 0.5).astype(np.uint8)
