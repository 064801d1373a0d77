"""Cover pictures of land, plans, sites and what moves across them."""

from demo.drawing import (
    BLUE,
    DEEP,
    GREY,
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


@scene("塔吊与在建厂房的框架")
def crane(c):
    c.ground(780, MIST)
    c.hills(780, [40, 70, 50, 90, 60, 80, 40], "#d3e0ea")
    for storey in range(4):
        y = 660 - storey * 112
        columns = 8 if storey < 3 else 5
        for column in range(columns):
            c.box(160 + column * 112, y, 16, 120, DEEP)
        c.box(160, y, 112 * (columns - 1) + 16, 16, DEEP)
    for column in range(4):
        c.box(176 + column * 112, 676, 96, 104, STEEL)
        c.box(176 + column * 112, 564, 96, 96, "#b4cbdd")
    c.box(1180, 150, 26, 630, WARM)
    for y in range(170, 770, 44):
        c.line([(1183, y), (1203, y + 44)], WARM_DARK, 4)
    c.box(560, 176, 860, 16, WARM)
    c.line([(1193, 110), (620, 178)], INK, 3)
    c.line([(1193, 110), (1400, 178)], INK, 3)
    c.shape([(1181, 176), (1193, 104), (1205, 176)], WARM)
    c.box(1350, 192, 62, 62, INK)
    c.box(1210, 192, 44, 50, INK)
    c.line([(700, 192), (700, 300)], INK, 3)
    c.box(640, 300, 120, 18, INK)
    c.ground(780, STEEL)
    c.box(0, 780, WIDTH, 12, INK)
    for x in range(0, WIDTH, 80):
        c.box(x, 828, 66, 84, PAPER)
        c.box(x, 828, 66, 14, BLUE)
    c.person(1050, 790, 74)
    c.person(1096, 790, 70, DEEP)


@scene("园区总平面图")
def plan(c):
    c.box(0, 0, WIDTH, 1000, PAPER)
    for x in range(0, WIDTH, 50):
        c.box(x, 0, 1, 1000, PALE)
    for y in range(0, 1000, 50):
        c.box(0, y, WIDTH, 1, PALE)
    c.shape([(0, 860), (420, 800), (900, 850), (1600, 740), (1600, 830), (900, 940), (420, 890), (0, 950)], MIST)
    for y in (140, 430, 700):
        c.box(60, y, 1480, 44, "#d7dfe6")
        for x in range(80, 1520, 60):
            c.box(x, y + 20, 30, 4, WHITE)
    for x in (80, 620, 1180):
        c.box(x, 60, 44, 690, "#d7dfe6")
    blocks = [(160, 210, 190, 90), (380, 210, 200, 90), (160, 320, 420, 80), (700, 210, 200, 190), (930, 210, 220, 80),
              (930, 320, 220, 80), (1260, 210, 240, 190), (160, 500, 120, 170), (310, 500, 120, 170),
              (460, 500, 120, 170), (700, 500, 450, 70), (700, 600, 450, 70), (1260, 500, 100, 170),
              (1400, 500, 100, 170)]  # fmt: skip
    for number, block in enumerate(blocks):
        c.box(*block, (BLUE, STEEL, DEEP, STEEL)[number % 4])
    c.box(700, 210, 200, 190, WARM)
    c.disc(1380, 110, 44, WHITE)
    c.shape([(1380, 74), (1398, 136), (1380, 124), (1362, 136)], INK)
    for number, (x, y) in enumerate(((670, 240), (670, 330), (1218, 240), (1218, 330), (600, 540), (600, 620))):
        c.disc(x, y, 15 if number % 2 else 18, "#a9c3b8")


@scene("港区龙门吊与集装箱")
def gantry(c):
    c.hills(640, [50, 90, 60, 110, 70, 90, 60], MIST)
    c.box(0, 640, WIDTH, 130, STEEL)
    for x, y in ((120, 680), (520, 710), (980, 690), (1320, 726)):
        c.box(x, y, 130, 5, MIST)
    c.ground(770, GREY)
    c.box(0, 770, WIDTH, 14, INK)
    for x in (320, 380, 1080, 1140):
        c.box(x, 250, 22, 610, DEEP)
    c.box(220, 220, 1080, 44, DEEP)
    for x in range(230, 1290, 60):
        c.line([(x, 262), (x + 30, 222)], BLUE, 4)
    c.box(320, 520, 82, 14, DEEP)
    c.box(1080, 520, 82, 14, DEEP)
    c.box(700, 262, 110, 40, INK)
    c.line([(720, 300), (690, 440)], INK, 3)
    c.line([(790, 300), (820, 440)], INK, 3)
    c.box(620, 440, 270, 110, WARM)
    for x in range(640, 890, 24):
        c.box(x, 452, 4, 86, WARM_DARK)
    for row, columns in enumerate((3, 3, 2)):
        for column in range(columns):
            x, y = 440 + column * 206, 760 - row * 92
            c.box(x, y, 198, 86, (BLUE, PALE, STEEL, DEEP)[(row * 2 + column) % 4])
            for stripe in range(x + 16, x + 190, 22):
                c.box(stripe, y + 10, 3, 66, "#7e9ab3")
    c.box(0, 860, WIDTH, 12, INK)


@scene("料仓与管廊")
def silos(c):
    c.disc(260, 220, 78, PAPER)
    c.hills(740, [60, 110, 80, 140, 90, 120, 70], MIST)
    c.ground(740, "#c9d8e4")
    for number, colour in enumerate((STEEL, PALE, STEEL)):
        x = 220 + number * 210
        c.box(x, 330, 180, 410, colour)
        c.shape([(x, 330), (x + 30, 260), (x + 150, 260), (x + 180, 330)], BLUE)
        c.box(x + 76, 230, 28, 34, INK)
        for y in range(380, 720, 64):
            c.box(x, y, 180, 4, MIST if colour == STEEL else "#c5d5e3")
        c.box(x + 140, 330, 40, 410, "#7fa3c1" if colour == STEEL else "#cfdde8")
    c.box(240, 216, 560, 14, INK)
    for x in range(260, 800, 44):
        c.box(x, 186, 4, 30, INK)
    c.box(240, 186, 560, 5, INK)
    for x in range(880, WIDTH, 210):
        c.box(x, 480, 18, 260, DEEP)
        c.box(x + 100, 480, 18, 260, DEEP)
        c.line([(x + 9, 740), (x + 109, 560)], DEEP, 8)
    for y, colour in ((440, WARM), (476, BLUE), (512, PAPER), (548, STEEL)):
        c.box(800, y, 800, 22, colour)
        c.box(800, y + 16, 800, 6, INK if colour == BLUE else MIST)
    c.box(0, 740, WIDTH, 14, INK)
    c.box(0, 880, WIDTH, 8, PAPER)
    c.truck(980, 860, 1.15, PAPER)
    c.trees(744, (50, 110, 170), 110, BLUE)


@scene("厂房屋顶的光伏板")
def solar(c):
    c.disc(1290, 190, 96, WARM)
    c.hills(560, [70, 120, 90, 150, 100, 140, 80], MIST)
    c.box(0, 560, WIDTH, 440, STEEL)
    for row in range(3):
        y, height = 420 + row * 180, 118 + row * 16
        skew, width = 40 + row * 8, 290 + row * 36
        for column in range(-1, 6):
            x = column * (width + 36) - row * 60 - 20
            c.box(x + width * 0.3, y + height, 14, 40, INK)
            c.box(x + width * 0.75, y + height, 14, 40, INK)
            corners = [(x + skew, y), (x + skew + width, y), (x + width, y + height), (x, y + height)]
            c.shape(corners, DEEP)
            for line in range(1, 6):
                across = width * line / 6
                c.line([(x + skew + across, y), (x + across, y + height)], BLUE, 3)
            for line in (1, 2):
                t = line / 3
                left = x + skew * (1 - t)
                c.line([(left, y + height * t), (left + width, y + height * t)], BLUE, 3)
            c.line([corners[0], corners[1]], MIST, 5)


@scene("货运班列与站台")
def train(c):
    c.hills(600, [60, 110, 70, 130, 90, 120, 80], MIST)
    c.box(0, 600, WIDTH, 400, "#cfdce6")
    for x in (120, 520, 920, 1320):
        c.box(x, 210, 14, 400, STEEL)
        c.box(x, 230, 220, 10, STEEL)
    c.line([(0, 300), (WIDTH, 300)], STEEL, 3)
    c.line([(0, 270), (WIDTH, 270)], STEEL, 3)
    colours = (BLUE, PALE, WARM, DEEP, STEEL)
    for number in range(4):
        x = -60 + number * 330
        c.box(x, 470, 300, 150, colours[number])
        for line in range(x + 18, x + 290, 24):
            c.box(line, 484, 3, 122, (INK, STEEL, WARM_DARK, BLUE)[number])
        c.box(x - 10, 620, 320, 18, INK)
        for wheel in (40, 90, 210, 260):
            c.disc(x + wheel, 650, 24, INK)
            c.disc(x + wheel, 650, 9, MIST)
    c.shape([(1262, 620), (1262, 440), (1500, 440), (1570, 540), (1570, 620)], DEEP)
    c.shape([(1440, 466), (1488, 466), (1534, 536), (1440, 536)], PALE)
    c.box(1290, 470, 110, 50, BLUE)
    c.box(1262, 560, 308, 14, WARM)
    c.box(1252, 620, 330, 18, INK)
    for wheel in (1310, 1370, 1460, 1520):
        c.disc(wheel, 650, 24, INK)
        c.disc(wheel, 650, 9, MIST)
    c.box(0, 674, WIDTH, 10, INK)
    for x in range(-20, WIDTH, 64):
        c.box(x, 684, 40, 14, GREY)
    c.box(0, 760, WIDTH, 240, PALE)
    c.box(0, 760, WIDTH, 14, WHITE)
    c.box(0, 800, WIDTH, 8, WARM)
    c.person(360, 900, 150)
    c.person(430, 890, 140, DEEP)
    c.box(900, 810, 170, 80, STEEL)
    c.box(1080, 830, 120, 60, BLUE)


@scene("风力发电机与叶片运输车")
def turbine(c):
    c.hills(700, [160, 240, 150, 290, 190, 250, 140], MIST)
    c.hills(740, [90, 70, 130, 100, 150, 90, 120], "#b4c9da")
    for x, y, size, lean in ((380, 330, 1.0, 20), (900, 250, 1.15, 65), (1330, 400, 0.8, 100)):
        c.shape([(x - 12 * size, 740), (x - 5 * size, y), (x + 5 * size, y), (x + 12 * size, 740)], WHITE)
        for blade in range(3):
            c.spoke(x, y, 190 * size, lean + blade * 120, 22 * size, PAPER, taper=True)
        c.disc(x, y, 15 * size, DEEP)
    c.ground(740, STEEL)
    c.box(0, 740, WIDTH, 10, INK)
    c.shape([(250, 776), (330, 750), (1140, 792), (1240, 806), (1140, 818), (330, 812), (262, 806)], WHITE)
    c.disc(268, 790, 26, PALE)
    c.box(330, 818, 250, 16, INK)
    c.box(900, 818, 240, 16, INK)
    c.shape([(1180, 840), (1180, 730), (1270, 730), (1320, 780), (1320, 840)], WARM)
    c.shape([(1224, 746), (1262, 746), (1298, 784), (1224, 784)], PALE)
    c.box(1130, 834, 200, 16, INK)
    for wheel in (360, 410, 460, 510, 560, 930, 980, 1030, 1190, 1290):
        c.disc(wheel, 856, 24, INK)
        c.disc(wheel, 856, 9, MIST)
    c.box(0, 880, WIDTH, 8, PAPER)


@scene("平整待用的工业地块")
def land(c):
    c.disc(1240, 210, 84, PAPER)
    c.hills(430, [60, 110, 80, 150, 90, 130, 70], MIST)
    for x, width, height in ((90, 150, 90), (250, 110, 60), (1240, 180, 80), (1440, 130, 110)):
        c.box(x, 430 - height, width, height, STEEL)
    c.box(0, 430, WIDTH, 570, "#b9cddc")
    c.shape([(420, 470), (1180, 470), (1520, 880), (80, 880)], PALE)
    for t in (0.25, 0.5, 0.75):
        c.line([(420 + 760 * t, 470), (80 + 1440 * t, 880)], "#cddbe6", 4)
    for y, left, right in ((560, 345, 1255), (690, 238, 1362)):
        c.line([(left, y), (right, y)], "#cddbe6", 4)
    c.shape([(0, 930), (WIDTH, 900), (WIDTH, HEIGHT), (0, HEIGHT)], GREY)
    for x in range(30, WIDTH, 160):
        c.shape([(x, 962), (x + 80, 960), (x + 80, 970), (x, 972)], PAPER)
    corners = ((420, 470), (1180, 470), (1520, 880), (80, 880))
    for start, end in zip(corners, (*corners[1:], corners[0]), strict=True):
        c.line([start, end], WARM, 6)
    for x, y in corners:
        c.box(x - 5, y - 74, 10, 76, INK)
        c.shape([(x + 5, y - 74), (x + 62, y - 56), (x + 5, y - 38)], WARM)
    c.person(780, 700, 120)
    c.person(846, 706, 116, DEEP)
    c.box(812, 640, 44, 34, PAPER)
    c.trees(440, (40, 620, 680, 1060, 1120), 70, BLUE)


@scene("标着园区位置的区位图")
def map(c):
    c.fill(PAPER)
    c.shape([(0, 0), (520, 0), (430, 220), (560, 430), (380, 640), (470, 1000), (0, 1000)], PALE)
    c.line([(1180, -20), (1080, 220), (1180, 460), (1020, 700), (1080, 1020)], MIST, 70)
    for points in ([(0, 300), (500, 330), (1000, 270), (1600, 340)], [(0, 760), (600, 700), (1100, 780), (1600, 720)],
                   [(300, 0), (340, 500), (260, 1000)], [(860, 0), (800, 480), (880, 1000)]):  # fmt: skip
        c.line(points, "#d3dce4", 30)
        c.line(points, WHITE, 22)
    c.line([(0, 560), (420, 520), (860, 560), (1600, 500)], STEEL, 8)
    for x in range(20, 1600, 44):
        c.box(x, 538 - x % 5, 4, 24, STEEL)
    for radius in (330, 220, 110):
        c.arc(840, 470, radius, 0, 360, BLUE, 4)
    for x, y, width, height in ((420, 380, 120, 70), (580, 600, 150, 90), (960, 360, 130, 60), (1240, 580, 160, 110),
                                (180, 120, 130, 90), (1300, 140, 170, 100), (620, 160, 110, 70)):  # fmt: skip
        c.box(x, y, width, height, MIST)
    for x, y, size, colour in ((480, 410, 0.6, DEEP), (1320, 620, 0.6, DEEP), (1380, 190, 0.6, DEEP),
                               (250, 160, 0.6, DEEP), (840, 470, 1.15, WARM)):  # fmt: skip
        c.shape([(x, y), (x - 46 * size, y - 84 * size), (x + 46 * size, y - 84 * size)], colour)
        c.disc(x, y - 104 * size, 56 * size, colour)
        c.disc(x, y - 104 * size, 22 * size, WHITE)
