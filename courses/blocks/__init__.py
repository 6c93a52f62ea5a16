"""Blocks that only lessons have, and the body of a lesson."""

from courses.blocks.body import LessonBody
from courses.blocks.figure import FigureBlock
from courses.blocks.self_check import SelfCheckBlock
from courses.blocks.video import VideoBlock

__all__ = ["FigureBlock", "LessonBody", "SelfCheckBlock", "VideoBlock"]
