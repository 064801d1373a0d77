"""Labelled needs with numbers as people speak: all that the form is filled in with, and what is told to be unused."""

NUMBERS_SPOKEN = {
    # Another area that would do as well
    "要30亩地建厂，20到40亩都行": ({"kind": "land", "area": "20到40亩"}, ""),
    "3000平厂房，2000到4000平都可以": ({"kind": "factory", "area": "2000到4000平"}, ""),
    "3000平厂房，5000平也行": ({"kind": "factory", "area": "3000平到5000平"}, ""),
    "3000平厂房，5000平": ({"kind": "factory"}, "3000平 5000平"),
    "30亩地，另要20亩": ({"kind": "land", "area": "30亩地"}, "另要20亩"),
    # Numbers alone beside words for premises
    "钢构厂房要3500左右": ({"kind": "factory", "structure": "steel", "area": "3500左右"}, ""),
    "单层 钢构，3500": ({"storeys": "single", "structure": "steel", "area": "3500"}, ""),
    "3500钢构厂房": ({"kind": "factory", "structure": "steel", "area": "3500"}, ""),
    "厂房大概3500": ({"kind": "factory", "area": "大概3500"}, ""),
    "仓库 大约3500": ({"kind": "warehouse", "area": "大约3500"}, ""),
    "写字楼要350左右": ({"kind": "office", "area": "350左右"}, ""),
    "厂房 3500块": ({"kind": "factory"}, "3500块"),
    "厂房要3500一个月": ({"kind": "factory", "total": "3500"}, ""),
    "厂房2026": ({"kind": "factory"}, "2026"),
    "3500左右": ({}, "3500左右"),
    "济南 3500": ({"city": "jinan"}, "3500"),
    # The plot that a hall stands on
    "独门独院 3亩地 1000平厂房": ({"kind": "factory", "area": "1000平"}, "独门独院 3亩地"),
    "3亩地，1000平厂房": ({"kind": "factory", "area": "1000平"}, "3亩地"),
    "3亩地建1000平厂房": ({"kind": "land", "area": "3亩地"}, "建1000平厂房"),
    "工业用地30亩，厂房1000平": ({"kinds": "land,factory", "area": "30亩"}, "1000平"),
    # How many
    "月台10个以上": ({"dock": "on"}, "月台10个以上"),
    "10个月台": ({"dock": "on"}, "10个月台"),
    "月台不少于4个": ({"dock": "on"}, "月台不少于4个"),
    "一个月台": ({"dock": "on"}, ""),
    "货梯2部": ({"has_lift": "on"}, "货梯2部"),
    "行车两台": ({"has_crane": "on"}, "行车两台"),
    # No more than so much, in other words
    "土地每亩别高过30万": ({"kind": "land", "mu_price": "30"}, ""),
    "每亩别高过30万": ({"kind": "land", "mu_price": "30"}, ""),
    "每亩不要高过30万": ({"kind": "land", "mu_price": "30"}, ""),
    "月租别高过25": ({"deal": "rent", "rent": "25"}, ""),
    # The eaves' height is no clear height
    "檐高至少9米": ({}, "檐高至少9米"),
    "檐口高度不低于9米 净高8米": ({"height": "8"}, "檐口高度不低于9米"),
    # Both ends of an area, with one unit or none
    "面积2000以上3500以下": ({"area": "2000㎡以上,3500㎡以下"}, ""),
    "面积2000以上，3500以下": ({"area": "2000㎡以上,3500㎡以下"}, ""),
    "2000平以上3500以下": ({"area": "2000平以上,3500平以下"}, ""),
    "2000以上3500平以内的厂房": ({"kind": "factory", "area": "2000平以上,3500平以下"}, ""),
    "厂房2000以上3500以下": ({"kind": "factory", "area": "2000㎡以上,3500㎡以下"}, ""),
    "2000以上3500以下厂房": ({"kind": "factory", "area": "2000㎡以上,3500㎡以下"}, ""),
    "面积不低于2000不超过3500": ({"area": "2000㎡以上,3500㎡以下"}, ""),
    "面积2000起3500封顶": ({"area": "2000㎡以上,3500㎡以下"}, ""),
    "大于2000小于3500的厂房": ({"kind": "factory", "area": "2000㎡以上,3500㎡以下"}, ""),
    "20亩以上50以下的土地": ({"kind": "land", "area": "20亩以上,50亩以下"}, ""),
    "面积2000㎡以上3500㎡以下": ({"area": "2000㎡以上,3500㎡以下"}, ""),
    "行车10以上3500平以下厂房": ({"kind": "factory", "crane": "10", "area": "3500平以下"}, ""),
    "2000以上3500以下": ({}, "2000以上3500以下"),
    # Small numbers of which nobody says what they are of
    "预算25": ({}, "预算25"),
    "租金预算25以内": ({"deal": "rent", "rent": "25"}, ""),
    "净高8以上12以下": ({"height": "8"}, "12以下"),
    "月租20以上30以下": ({"deal": "rent"}, "月租20以上30以下"),
}
