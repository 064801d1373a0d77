"""The cover pictures: one function a scene, drawn with the things of `drawing`."""

from parkinfo.demo.drawing import (
    BLUE,
    DEEP,
    GREY,
    INK,
    MIST,
    PALE,
    PAPER,
    STEEL,
    WARM,
    WHITE,
    WIDTH,
    Canvas,
)  # fmt: skip

#: {name: (function, what the picture shows)}
SCENES = {}


def scene(alt):
    """Adds a drawing function to SCENES under its own name; `alt` says in Chinese what it shows."""

    def add(function):
        SCENES[function.__name__] = (function, alt)
        return function

    return add


def draw(name):
    """The picture of that name, as a Pillow image of 1600 × 1000."""
    canvas = Canvas()
    SCENES[name][0](canvas)
    return canvas.picture()


@scene("锯齿形屋顶的标准厂房")
def sawtooth(c):
    c.disc(1270, 250, 92, PAPER)
    c.hills(720, [60, 120, 90, 160, 110, 150, 70], MIST)
    c.ground(720, STEEL)
    for number in range(5):
        x = 150 + number * 250
        c.shape([(x, 720), (x, 400), (x + 250, 510), (x + 250, 720)], DEEP if number % 2 else "#2a5c90")
        c.shape([(x + 14, 446), (x + 14, 420), (x + 180, 493), (x + 180, 519)], MIST)
    c.box(150, 540, 1250, 180, BLUE)
    c.windows(190, 578, 11, 1, (70, 52), (34, 0), PALE)
    c.box(150, 690, 1250, 30, DEEP)
    c.box(1130, 590, 150, 130, WARM)
    for y in range(606, 716, 20):
        c.box(1130, y, 150, 4, "#b9632a")
    c.box(0, 720, WIDTH, 14, INK)
    c.box(0, 830, WIDTH, 8, PAPER)
    c.truck(560, 860, 0.95)
    c.trees(724, (60, 104, 1452, 1500, 1552), 110, BLUE)


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
        c.line([(1183, y), (1203, y + 44)], "#b9632a", 4)
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


@scene("高标准仓库与装卸平台")
def warehouse(c):
    c.hills(700, [30, 60, 40, 80, 50, 60, 30], MIST)
    c.ground(700, STEEL)
    c.shape([(100, 400), (800, 310), (1500, 400)], DEEP)
    c.box(100, 400, 1400, 300, BLUE)
    for x in range(100, 1500, 28):
        c.box(x, 400, 2, 300, "#4377a8")
    c.box(100, 400, 1400, 34, DEEP)
    for number in range(7):
        x = 170 + number * 182
        c.box(x - 10, 540, 150, 160, INK)
        c.box(x, 550, 130, 150, WARM if number == 4 else PALE)
        for y in range(574, 700, 26):
            c.box(x, y, 130, 3, "#b9632a" if number == 4 else STEEL)
        c.box(x + 40, 470, 50, 30, PAPER)
    c.box(0, 700, WIDTH, 18, INK)
    c.truck(180, 850, 1.25, PAPER)
    c.truck(1010, 880, 1.35, PALE, BLUE)
    c.box(0, 930, WIDTH, 6, PAPER)


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


@scene("写字楼与园区广场")
def office(c):
    c.hills(760, [90, 150, 110, 170, 130, 160, 100], MIST)
    c.ground(760, "#cfdce6")
    for x, y, width, colour in ((240, 300, 240, STEEL), (1080, 240, 280, BLUE), (560, 160, 420, DEEP)):
        c.box(x, y, width, 760 - y, colour)
    c.windows(270, 340, 4, 7, (32, 34), (16, 24), PALE)
    c.windows(1112, 280, 5, 8, (32, 32), (16, 24), MIST)
    c.windows(596, 200, 6, 9, (46, 34), (14, 20), STEEL)
    c.box(596, 362, 106, 34, WARM)
    c.box(520, 660, 500, 100, INK)
    c.windows(548, 684, 6, 1, (62, 76), (14, 0), MIST)
    c.box(0, 760, WIDTH, 10, INK)
    c.shape([(620, 770), (940, 770), (1220, 1000), (340, 1000)], PAPER)
    c.trees(768, (80, 140, 200, 1420, 1480, 1540), 120, BLUE)
    c.person(720, 860, 90)
    c.person(860, 830, 80, DEEP)


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
        c.box(x, 452, 4, 86, "#b9632a")
    for row, columns in enumerate((3, 3, 2)):
        for column in range(columns):
            x, y = 440 + column * 206, 760 - row * 92
            c.box(x, y, 198, 86, (BLUE, PALE, STEEL, DEEP)[(row * 2 + column) % 4])
            for stripe in range(x + 16, x + 190, 22):
                c.box(stripe, y + 10, 3, 66, "#7e9ab3")
    c.box(0, 860, WIDTH, 12, INK)


@scene("冷库与厢式货车")
def cold_store(c):
    c.hills(720, [40, 80, 60, 100, 60, 80, 50], MIST)
    c.ground(720, "#bccddb")
    c.box(160, 300, 820, 420, WHITE)
    for x in range(160, 980, 82):
        c.box(x, 300, 3, 420, PALE)
    c.box(160, 300, 820, 40, BLUE)
    c.box(160, 620, 820, 100, DEEP)
    for number in range(4):
        c.box(200 + number * 200, 600, 130, 120, WARM if number == 1 else STEEL)
        c.box(190 + number * 200, 584, 150, 20, INK)
    for angle in range(3):
        ends = ((490, 460, 650, 460), (530, 391, 610, 529), (610, 391, 530, 529))[angle]
        c.line([(ends[0], ends[1]), (ends[2], ends[3])], BLUE, 12)
    c.box(980, 440, 440, 280, BLUE)
    c.windows(1020, 480, 5, 2, (48, 60), (28, 44), PALE)
    c.box(0, 720, WIDTH, 12, INK)
    c.truck(900, 880, 1.3, WHITE)
    c.box(0, 930, WIDTH, 6, PAPER)
    c.trees(726, (60, 110, 1480, 1540), 110, BLUE)
