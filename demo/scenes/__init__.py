"""The cover pictures: one function a scene, drawn with the things of `drawing`."""

from demo.drawing import SCENES, Canvas
from demo.scenes import buildings, grounds, works

__all__ = ["SCENES", "buildings", "draw", "grounds", "works"]


def draw(name):
    """The picture of that name, as a Pillow image of 1600 × 1000."""
    canvas = Canvas()
    SCENES[name][0](canvas)
    return canvas.picture()
