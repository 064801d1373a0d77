"""Positions between the coordinate systems used in China.

GCJ-02 is WGS-84 under the offset that maps sold in China carry; BD-09 is Baidu's further offset on GCJ-02. Formulas
as published with the open-source projects eviltransform and coordtransform; good to about a metre within China.
"""

from math import atan2, cos, pi, sin, sqrt

_AXIS, _ECCENTRICITY = 6378245.0, 0.00669342162296594323
_BAIDU = pi * 3000.0 / 180.0


def to_gcj02(longitude, latitude, datum):
    """(longitude, latitude) in degrees as GCJ-02, from "wgs84", "gcj02" or "bd09"."""
    if datum == "wgs84":
        return _wgs84_to_gcj02(longitude, latitude)
    if datum == "bd09":
        return _bd09_to_gcj02(longitude, latitude)
    return longitude, latitude


def to_wgs84(longitude, latitude, datum):
    """(longitude, latitude) in degrees as WGS-84, from "wgs84", "gcj02" or "bd09"; the inverse is iterated."""
    if datum == "wgs84":
        return longitude, latitude
    target = to_gcj02(longitude, latitude, datum)
    east, north = target
    # The offset changes slowly, so that two corrections are enough.
    for _ in range(2):
        reached = _wgs84_to_gcj02(east, north)
        east, north = east + target[0] - reached[0], north + target[1] - reached[1]
    return east, north


def _wgs84_to_gcj02(longitude, latitude):
    x, y = longitude - 105.0, latitude - 35.0
    wave = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    radians = latitude / 180.0 * pi
    flat = 1 - _ECCENTRICITY * sin(radians) ** 2
    north = north * 180.0 / ((_AXIS * (1 - _ECCENTRICITY)) / (flat * sqrt(flat)) * pi)
    east = east * 180.0 / (_AXIS / sqrt(flat) * cos(radians) * pi)
    return longitude + east, latitude + north


def _bd09_to_gcj02(longitude, latitude):
    x, y = longitude - 0.0065, latitude - 0.006
    distance = sqrt(x * x + y * y) - 0.00002 * sin(y * _BAIDU)
    angle = atan2(y, x) - 0.000003 * cos(x * _BAIDU)
    return distance * cos(angle), distance * sin(angle)
