"""Flat drawings: a canvas of 1600 × 1000 units and the things that stand in an industrial park."""

import math

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 1000
#: Drawn larger, then averaged down: smooth edges without an anti-aliasing library.
SCALE = 2

PAPER, PALE, MIST, STEEL = "#f4f7fa", "#e3ecf3", "#c3d4e2", "#8fb0cb"
BLUE, DEEP, INK, GREY = "#4a80b3", "#1f4e80", "#15314f", "#9fabb6"
WARM, WARM_DARK, WHITE = "#d97a35", "#b9632a", "#ffffff"

#: {name: (function that draws on a Canvas, what the picture shows)}
SCENES = {}


def scene(alt):
    """Adds a drawing function to SCENES under its own name; `alt` says in Chinese what it shows."""

    def add(function):
        SCENES[function.__name__] = (function, alt)
        return function

    return add


class Canvas:
    """Shapes in units from the top left; a colour is a `#rrggbb` string."""

    def __init__(self, background=PALE):
        self._image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), background)
        self._draw = ImageDraw.Draw(self._image)

    def picture(self):
        """The finished drawing, 1600 × 1000 pixels."""
        return self._image.reduce(SCALE)

    def fill(self, colour):
        self.box(0, 0, WIDTH, HEIGHT, colour)

    def box(self, x, y, width, height, colour):
        if width > 0 and height > 0:
            self._draw.rectangle((x * SCALE, y * SCALE, (x + width) * SCALE - 1, (y + height) * SCALE - 1), fill=colour)

    def shape(self, points, colour):
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)

    def line(self, points, colour, width=4):
        self._draw.line(
            [(x * SCALE, y * SCALE) for x, y in points], fill=colour, width=round(width * SCALE), joint="curve"
        )

    def disc(self, x, y, radius, colour):
        self._draw.ellipse([(each) * SCALE for each in (x - radius, y - radius, x + radius, y + radius)], fill=colour)

    def ellipse(self, x, y, width, height, colour):
        self._draw.ellipse([each * SCALE for each in (x, y, x + width, y + height)], fill=colour)

    def arc(self, x, y, radius, start, end, colour, width=4):
        """Part of a circle, in degrees clockwise from three o'clock."""
        bounds = [each * SCALE for each in (x - radius, y - radius, x + radius, y + radius)]
        self._draw.arc(bounds, start, end, fill=colour, width=round(width * SCALE))

    def spoke(self, x, y, length, angle, width, colour, taper=False):
        """A bar from (x, y) outwards, `angle` degrees clockwise from three o'clock, pointed when it tapers."""
        across, along = math.radians(angle + 90), math.radians(angle)
        dx, dy = math.cos(across) * width / 2, math.sin(across) * width / 2
        end_x, end_y = x + math.cos(along) * length, y + math.sin(along) * length
        tip = 0.15 if taper else 1
        self.shape(
            [(x - dx, y - dy), (end_x - dx * tip, end_y - dy * tip),
             (end_x + dx * tip, end_y + dy * tip), (x + dx, y + dy)], colour,
        )  # fmt: skip

    def gear(self, x, y, radius, teeth, colour, turned=0):
        """A toothed wheel of that outer radius, `turned` by degrees."""
        points = []
        for tooth in range(teeth):
            for part, reach in ((-0.3, 0.87), (-0.18, 1), (0.18, 1), (0.3, 0.87)):
                angle = math.radians(turned + (tooth + part) * 360 / teeth)
                points.append((x + math.cos(angle) * radius * reach, y + math.sin(angle) * radius * reach))
        self.shape(points, colour)

    def windows(self, x, y, columns, rows, size, gap, colour):
        """A regular grid of windows; `size` and `gap` are (across, down)."""
        width, height = size
        for row in range(rows):
            for column in range(columns):
                self.box(x + column * (width + gap[0]), y + row * (height + gap[1]), width, height, colour)

    def ground(self, y, colour=MIST):
        self.box(0, y, WIDTH, HEIGHT - y, colour)

    def hills(self, y, heights, colour):
        """A skyline of soft ridges standing on `y`, evenly spread."""
        step = WIDTH / (len(heights) - 1)
        self.shape([(0, y), *((i * step, y - height) for i, height in enumerate(heights)), (WIDTH, y)], colour)

    def tree(self, x, y, height, colour=STEEL):
        self.box(x - 3, y - height * 0.4, 6, height * 0.4, INK)
        self.ellipse(x - height * 0.26, y - height, height * 0.52, height * 0.72, colour)

    def trees(self, y, places, height=90, colour=STEEL):
        for number, x in enumerate(places):
            self.tree(x, y, height * (1, 0.8, 1.12)[number % 3], colour)

    def truck(self, x, y, scale=1.0, body=WHITE, cab=DEEP):
        """A lorry of about 300 × 120 units, its wheels standing on `y`, driving to the right."""
        s = scale
        self.box(x, y - 122 * s, 208 * s, 98 * s, body)
        self.box(x, y - 34 * s, 290 * s, 14 * s, INK)
        self.shape(
            [(x + px * s, y - py * s) for px, py in ((216, 24), (216, 104), (262, 104), (290, 66), (290, 24))], cab
        )
        self.shape([(x + px * s, y - py * s) for px, py in ((234, 66), (234, 92), (256, 92), (274, 66))], PALE)
        for wheel in (44, 92, 250):
            self.disc(x + wheel * s, y - 16 * s, 20 * s, INK)
            self.disc(x + wheel * s, y - 16 * s, 8 * s, MIST)

    def person(self, x, y, height=70, colour=INK):
        """A small figure for scale, standing on `y`."""
        self.disc(x, y - height * 0.88, height * 0.12, colour)
        self.shape(
            [(x - height * 0.16, y - height * 0.34), (x - height * 0.13, y - height * 0.72),
             (x + height * 0.13, y - height * 0.72), (x + height * 0.16, y - height * 0.34)], colour,
        )  # fmt: skip
        self.box(x - height * 0.12, y - height * 0.36, height * 0.1, height * 0.36, colour)
        self.box(x + height * 0.02, y - height * 0.36, height * 0.1, height * 0.36, colour)
