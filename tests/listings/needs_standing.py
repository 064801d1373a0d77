"""Labelled needs that also tell what somebody has or had: what the form is filled in with, and what is told."""

STANDING = {
    # A year that is named is no unit of a rent
    "今年租金24以内 济南厂房": ({"city": "jinan", "kind": "factory", "deal": "rent", "rent": "24"}, "今年"),
    "明年租3000平厂房 济南": ({"city": "jinan", "kind": "factory", "deal": "rent", "area": "3000平"}, "明年"),
    "明年租金24以内": ({"deal": "rent", "rent": "24"}, "明年"),
    "年租金30万以内": ({"deal": "rent", "total": "25000"}, ""),
    "3000平以上年租金30万": ({"deal": "rent", "area": "3000平以上", "total": "25000"}, ""),
    "明年租金30万": ({"deal": "rent"}, "明年租金30万"),
}
