"""Labelled needs that also tell what somebody has or had: what the form is filled in with, and what is told."""

STANDING = {
    # A year that is named is no unit of a rent
    "今年租金24以内 济南厂房": ({"city": "jinan", "kind": "factory", "deal": "rent", "rent": "24"}, "今年"),
    "明年租3000平厂房 济南": ({"city": "jinan", "kind": "factory", "deal": "rent", "area": "3000平"}, "明年"),
    "明年租金24以内": ({"deal": "rent", "rent": "24"}, "明年"),
    "年租金30万以内": ({"deal": "rent", "total": "25000"}, ""),
    "3000平以上年租金30万": ({"deal": "rent", "area": "3000平以上", "total": "25000"}, ""),
    "明年租金30万": ({"deal": "rent"}, "明年租金30万"),
    # What was paid, and what is used today
    "我们去年租的厂房每平26，济南厂房3000平": (
        {"city": "jinan", "kind": "factory", "area": "3000平"},
        "我们去年租的厂房每平26",
    ),
    "去年每平方22租的": ({}, "去年每平方22租的"),
    "前年租的每平26": ({}, "前年租的每平26"),
    "去年租的 每平26": ({}, "去年租的 每平26"),
    "现在租的厂房每平26，想找便宜点的": ({}, "现在租的厂房每平26 便宜点"),
    "以前每平26租的": ({}, "以前每平26租的"),
    "目前租金25，想找20以内的": ({}, "目前租金25"),
    "现在用3000平": ({}, "现在用3000平"),
    "现在用3000平厂房，想换5000平": ({"area": "5000平"}, "现在用3000平厂房 想换"),
    "现在用三千平想换5000平": ({"area": "5000平"}, "现在用三千平想换"),
    # Wishes in the same words
    "现在租3000平厂房": ({"kind": "factory", "deal": "rent", "area": "3000平"}, "现在租"),
    "之前看的3000平厂房": ({"kind": "factory", "area": "3000平"}, "之前看"),
    "年底之前租3000平": ({"by": "2026-12-31", "deal": "rent", "area": "3000平"}, ""),
}
