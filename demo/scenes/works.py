"""Cover pictures of what is made in a park, and with what."""

from demo.drawing import (
    BLUE,
    DEEP,
    HEIGHT,
    INK,
    MIST,
    PALE,
    PAPER,
    STEEL,
    WARM,
    WARM_DARK,
    WHITE,
    WIDTH,
    scene,
)


@scene("实验室里的烧瓶与试管")
def laboratory(c):
    c.box(0, 0, WIDTH, 1000, PALE)
    c.windows(140, 110, 6, 2, (190, 190), (36, 36), PAPER)
    c.box(0, 720, WIDTH, 36, INK)
    c.box(0, 756, WIDTH, 244, BLUE)
    c.windows(90, 800, 5, 1, (260, 150), (36, 0), DEEP)
    c.shape([(270, 720), (180, 700), (330, 440), (330, 330), (410, 330), (410, 440), (560, 700), (470, 720)], WHITE)
    c.shape([(182, 700), (262, 562), (478, 562), (558, 700), (540, 720), (200, 720)], STEEL)
    c.box(316, 310, 108, 24, DEEP)
    for number, level in enumerate((130, 90, 170, 110, 150)):
        x = 700 + number * 84
        c.box(x, 440, 46, 260, WHITE)
        c.disc(x + 23, 700, 23, WARM if number == 2 else DEEP)
        c.box(x, 700 - level, 46, level, WARM if number == 2 else DEEP)
        c.box(x - 6, 430, 58, 14, INK)
    c.box(670, 520, 446, 16, INK)
    c.box(670, 520, 14, 200, INK)
    c.box(1102, 520, 14, 200, INK)
    c.box(1230, 660, 240, 60, INK)
    c.shape(
        [(1300, 660), (1400, 660), (1400, 610), (1440, 560), (1400, 420), (1350, 440), (1380, 550), (1340, 600)], DEEP
    )
    c.shape([(1290, 400), (1352, 372), (1412, 500), (1350, 528)], BLUE)
    c.box(1280, 600, 110, 16, INK)


@scene("机械臂与流水线")
def robot(c):
    c.fill(PALE)
    for x in range(60, WIDTH, 240):
        c.box(x, 0, 14, 760, "#d4e0ea")
    c.box(0, 120, WIDTH, 20, "#d4e0ea")
    c.box(0, 760, WIDTH, 240, MIST)
    c.box(0, 640, WIDTH, 30, INK)
    c.box(0, 670, WIDTH, 60, DEEP)
    for x in range(30, WIDTH, 90):
        c.disc(x, 700, 20, STEEL)
        c.disc(x, 700, 8, INK)
    for x in (110, 500, 1200):
        c.box(x, 540, 170, 100, STEEL)
        c.box(x + 20, 560, 130, 8, PAPER)
        c.box(x + 66, 540, 38, 100, BLUE)
    for base, reach in ((360, 1), (1060, -1)):
        c.box(base - 80, 700, 160, 130, INK)
        c.box(base - 110, 820, 220, 30, INK)
        points = [(base, 720), (base - 90 * reach, 430), (base + 170 * reach, 300), (base + 240 * reach, 430)]
        c.line(points[:2], WARM, 62)
        c.line(points[1:3], WARM, 48)
        c.line(points[2:], WARM, 34)
        for (x, y), radius in zip(points, (56, 46, 36, 26), strict=True):
            c.disc(x, y, radius, INK)
            c.disc(x, y, radius * 0.45, MIST)
        x, y = points[3]
        c.box(x - 40, y + 20, 80, 16, INK)
        c.box(x - 40, y + 30, 14, 56, INK)
        c.box(x + 26, y + 30, 14, 56, INK)
    c.box(690, 560, 60, 80, WARM)


@scene("啮合的齿轮与零件图")
def gears(c):
    c.fill(DEEP)
    for x in range(0, WIDTH, 50):
        c.box(x, 0, 1, HEIGHT, "#28588c")
    for y in range(0, HEIGHT, 50):
        c.box(0, y, WIDTH, 1, "#28588c")
    c.gear(560, 520, 300, 24, STEEL)
    c.disc(560, 520, 210, BLUE)
    for angle in range(6):
        c.spoke(560, 520, 195, angle * 60 + 30, 52, DEEP)
    c.disc(560, 520, 70, PAPER)
    c.disc(560, 520, 34, DEEP)
    c.gear(1010, 340, 190, 15, WARM, 9)
    c.disc(1010, 340, 124, WARM_DARK)
    c.disc(1010, 340, 54, PAPER)
    c.disc(1010, 340, 26, DEEP)
    c.gear(1080, 730, 150, 12, MIST)
    c.disc(1080, 730, 92, STEEL)
    c.disc(1080, 730, 40, DEEP)
    c.line([(560, 130), (560, 900)], PALE, 2)
    c.line([(180, 520), (1340, 520)], PALE, 2)
    c.line([(1260, 150), (1450, 150), (1450, 520)], PALE, 3)
    for y in (150, 520):
        c.disc(1450, y, 7, PALE)


@scene("洁净车间与走廊")
def cleanroom(c):
    c.fill(PAPER)
    c.shape([(0, 0), (WIDTH, 0), (1150, 300), (450, 300)], PALE)
    c.shape([(0, HEIGHT), (WIDTH, HEIGHT), (1150, 660), (450, 660)], MIST)
    c.shape([(0, 0), (450, 300), (450, 660), (0, HEIGHT)], "#d3e1ec")
    c.shape([(WIDTH, 0), (1150, 300), (1150, 660), (WIDTH, HEIGHT)], "#c9dae7")
    c.box(450, 300, 700, 360, BLUE)
    c.box(480, 330, 640, 330, DEEP)
    c.windows(510, 360, 3, 1, (190, 190), (14, 0), STEEL)
    c.box(510, 580, 598, 80, INK)
    for step in (0.25, 0.5, 0.75):
        y, left = 300 * (1 - step), 450 * (1 - step)
        c.box(left, y - 4, WIDTH - 2 * left, 5, PAPER)
    for left, right in ((0.28, 0.4), (0.6, 0.72)):
        c.shape([(WIDTH * left, 0), (WIDTH * right, 0), (450 + 700 * right, 300), (450 + 700 * left, 300)], WHITE)
    for near, far in ((0.1, 0.42), (0.55, 0.85)):
        points = [(450 * near, 300 * near + 160), (450 * far, 300 * far + 110),
                  (450 * far, 850 - 190 * far), (450 * near, 880 - 130 * near)]  # fmt: skip
        c.shape(points, STEEL)
        c.shape([(WIDTH - x, y) for x, y in points], BLUE)
    c.person(720, 780, 300, WHITE)
    c.person(900, 740, 250, PAPER)
    c.box(706, 520, 28, 12, WARM)
    c.box(888, 522, 24, 10, WARM)


@scene("实训车间里的师傅与学员")
def workshop(c):
    c.fill(PALE)
    c.windows(90, 90, 6, 1, (200, 230), (44, 0), PAPER)
    c.box(0, 400, WIDTH, 14, MIST)
    c.box(0, 780, WIDTH, 220, MIST)
    for x in (120, 900):
        c.box(x, 520, 560, 40, INK)
        c.box(x + 30, 560, 500, 220, DEEP)
        c.box(x + 70, 600, 190, 140, BLUE)
        c.box(x + 300, 600, 190, 140, BLUE)
        c.box(x + 60, 400, 180, 120, STEEL)
        c.disc(x + 290, 470, 52, INK)
        c.disc(x + 290, 470, 34, MIST)
        c.box(x + 300, 456, 120, 28, WARM if x > 500 else STEEL)
        c.box(x + 420, 430, 90, 90, BLUE)
    c.person(770, 900, 360, INK)
    c.person(560, 890, 320, DEEP)
    c.person(985, 895, 330, BLUE)
    c.ellipse(727, 540, 86, 40, WARM)
    c.box(715, 566, 110, 10, WARM)
    c.ellipse(522, 568, 76, 36, PAPER)
    c.box(512, 592, 96, 8, PAPER)
    c.ellipse(946, 564, 78, 36, PAPER)
    c.box(936, 588, 98, 8, PAPER)


@scene("机房里的机柜通道")
def servers(c):
    c.fill(INK)
    c.shape([(0, 0), (WIDTH, 0), (1000, 330), (600, 330)], DEEP)
    c.shape([(0, HEIGHT), (WIDTH, HEIGHT), (1000, 640), (600, 640)], "#24476b")
    c.box(600, 330, 400, 310, BLUE)
    c.box(680, 400, 240, 240, STEEL)
    c.box(796, 400, 8, 240, BLUE)
    for number in range(5):
        near, far = number / 5, (number + 0.9) / 5
        for side in (0, 1):
            points = [(600 * near, 330 * near), (600 * far, 330 * far),
                      (600 * far, HEIGHT - 360 * far), (600 * near, HEIGHT - 360 * near)]  # fmt: skip
            c.shape([(WIDTH - x if side else x, y) for x, y in points], ("#1b3d63", "#20466f")[side])
            for row in range(12):
                t = (row + 1) / 13
                begins = (600 * near + 12, 330 * near + t * (HEIGHT - 690 * near))
                ends = (600 * far - 8, 330 * far + t * (HEIGHT - 690 * far))
                line = [(WIDTH - x if side else x, y) for x, y in (begins, ends)]
                c.line(line, "#3a6a9c", 5 - number * 0.7)
                if (row * 5 + number * 3 + side) % 7 == 0:
                    c.disc(*line[1], 7 - number, WARM)
                elif (row + number) % 2:
                    c.disc(*line[0], 6 - number, PALE)
    for left, right in ((0.3, 0.36), (0.64, 0.7)):
        c.shape([(WIDTH * left, 0), (WIDTH * right, 0), (600 + 400 * right, 330), (600 + 400 * left, 330)], PALE)


@scene("储能电池舱")
def battery(c):
    c.disc(1300, 220, 80, PAPER)
    c.hills(700, [90, 150, 100, 170, 120, 150, 100], MIST)
    c.ground(700, "#cfdce6")
    for x in (1180, 1330, 1480):
        c.shape([(x - 8, 700), (x, 300), (x + 8, 300), (x + 16, 700)], STEEL)
        for y in (330, 390):
            c.box(x - 56, y, 120, 8, STEEL)
    for start, end in ((1184, 1334), (1334, 1484), (1484, 1634)):
        for y in (336, 396):
            c.line([(start - 50, y), ((start + end) / 2 - 50, y + 34), (end - 50, y)], STEEL, 3)
    for number in range(4):
        x, y = 90 + number * 270, 440 + number % 2 * 0
        c.box(x, y, 240, 260, WHITE)
        c.box(x, y, 240, 34, DEEP)
        for column in range(2):
            c.box(x + 16 + column * 108, y + 54, 98, 160, PALE)
            for row in range(6):
                c.box(x + 28 + column * 108, y + 72 + row * 20, 74, 6, STEEL)
        c.shape([(x + 128, y + 96), (x + 96, y + 150), (x + 118, y + 150),
                 (x + 106, y + 196), (x + 146, y + 136), (x + 122, y + 136)], WARM)  # fmt: skip
        c.box(x + 10, y + 234, 220, 26, INK)
    c.box(0, 700, WIDTH, 14, INK)
    c.box(0, 860, WIDTH, 8, PAPER)
    c.person(1120, 800, 150)


@scene("新能源汽车与充电桩")
def charging(c):
    c.hills(640, [70, 120, 80, 150, 110, 140, 90], MIST)
    c.box(140, 300, 1320, 40, INK)
    c.box(140, 300, 1320, 16, BLUE)
    for x in (220, 620, 1020, 1380):
        c.box(x, 340, 20, 400, DEEP)
    c.ground(740, STEEL)
    c.box(0, 740, WIDTH, 12, INK)
    for x in (430, 830, 1230):
        c.box(x, 520, 74, 220, PAPER)
        c.box(x, 520, 74, 22, WARM if x == 830 else DEEP)
        c.box(x + 14, 560, 46, 50, INK)
        c.box(x + 22, 568, 30, 14, STEEL)
    c.line([(867, 640), (900, 700), (868, 790)], INK, 7)
    c.shape([(430, 800), (470, 724), (640, 700), (830, 706), (920, 770), (940, 800)], DEEP)
    c.shape([(520, 730), (640, 712), (640, 760), (500, 764)], PALE)
    c.shape([(660, 712), (810, 718), (880, 764), (660, 760)], PALE)
    c.box(390, 792, 590, 62, DEEP)
    c.disc(520, 856, 56, INK)
    c.disc(520, 856, 26, MIST)
    c.disc(840, 856, 56, INK)
    c.disc(840, 856, 26, MIST)
    c.box(0, 912, WIDTH, 8, PAPER)
    c.trees(744, (60, 110, 1500, 1560), 120, BLUE)
