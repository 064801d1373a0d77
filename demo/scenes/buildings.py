"""Cover pictures of what stands in a park: halls, stores, houses and the rooms people meet in."""

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
        c.box(1130, y, 150, 4, WARM_DARK)
    c.box(0, 720, WIDTH, 14, INK)
    c.box(0, 830, WIDTH, 8, PAPER)
    c.truck(560, 860, 0.95)
    c.trees(724, (60, 104, 1452, 1500, 1552), 110, BLUE)


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
            c.box(x, y, 130, 3, WARM_DARK if number == 4 else STEEL)
        c.box(x + 40, 470, 50, 30, PAPER)
    c.box(0, 700, WIDTH, 18, INK)
    c.truck(180, 850, 1.25, PAPER)
    c.truck(1010, 880, 1.35, PALE, BLUE)
    c.box(0, 930, WIDTH, 6, PAPER)


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


@scene("员工公寓与楼下的绿地")
def dormitory(c):
    c.disc(300, 230, 80, PAPER)
    c.hills(740, [80, 120, 90, 140, 100, 130, 90], MIST)
    c.ground(740, "#cfdce6")
    for x, y, width, colour in ((220, 300, 420, DEEP), (960, 220, 420, BLUE)):
        c.box(x, y, width, 740 - y, colour)
        for row in range((700 - y) // 88):
            for column in range(4):
                left, top = x + 32 + column * 96, y + 30 + row * 88
                lit = (row * 3 + column * 5 + x) % 11 == 0
                c.box(left, top, 68, 50, "#f0c08f" if lit else PALE)
                c.box(left - 4, top + 50, 76, 10, INK)
                c.box(left + 32, top, 4, 50, colour)
    c.box(640, 560, 320, 16, INK)
    for x in (680, 790, 900):
        c.box(x, 576, 14, 164, INK)
    c.box(660, 640, 280, 100, STEEL)
    c.windows(676, 660, 5, 1, (40, 50), (14, 0), PAPER)
    c.box(640, 600, 320, 40, WARM)
    c.box(0, 740, WIDTH, 10, INK)
    c.shape([(700, 750), (900, 750), (1050, HEIGHT), (550, HEIGHT)], PAPER)
    c.trees(752, (60, 120, 180, 1430, 1490, 1550), 130, STEEL)
    c.trees(880, (300, 420, 1180, 1320), 150, BLUE)
    c.person(770, 850, 92)
    c.person(836, 862, 96, DEEP)


@scene("一场产业推介会")
def meeting(c):
    c.box(0, 0, WIDTH, 620, "#dbe6ef")
    c.box(0, 620, WIDTH, 380, MIST)
    for x in range(0, WIDTH, 200):
        c.box(x, 0, 8, 620, PALE)
    c.box(360, 110, 880, 430, INK)
    c.box(376, 126, 848, 398, PAPER)
    for number, height in enumerate((110, 170, 140, 220, 190, 270)):
        c.box(450 + number * 72, 460 - height, 46, height, WARM if number == 5 else BLUE)
    c.box(430, 460, 470, 6, INK)
    c.arc(1060, 300, 88, -90, 150, DEEP, 44)
    c.arc(1060, 300, 88, 150, 270, STEEL, 44)
    for number in range(3):
        c.box(960, 430 + number * 26, (200, 160, 180)[number], 10, MIST)
    c.box(1290, 470, 130, 190, DEEP)
    c.box(1275, 456, 160, 20, INK)
    c.person(1350, 470, 190, INK)
    c.box(1290, 476, 130, 184, DEEP)
    for row in range(3):
        y = 740 + row * 100
        for number in range(11 - row % 2):
            x = 90 + number * 148 + (row % 2) * 70
            colour = (DEEP, BLUE, INK, STEEL)[(number * 3 + row) % 4]
            c.disc(x, y - 46, 34, colour)
            c.ellipse(x - 62, y - 8, 124, 150, colour)


@scene("园区办事大厅的服务窗口")
def counter(c):
    c.fill(PALE)
    c.box(0, 0, WIDTH, 190, DEEP)
    for number in range(4):
        x = 130 + number * 350
        c.box(x + 60, 70, 170, 60, WARM if number == 1 else BLUE)
        c.box(x + 84, 92, 122, 14, PAPER)
        c.box(x, 240, 290, 300, PAPER)
        c.box(x, 240, 290, 14, MIST)
        c.disc(x + 145, 400, 44, (INK, DEEP, BLUE, INK)[number])
        c.ellipse(x + 65, 448, 160, 200, (BLUE, INK, DEEP, BLUE)[number])
        c.box(x + 186, 440, 86, 62, INK)
        c.box(x + 194, 448, 70, 46, STEEL)
    for x in (80, 430, 780, 1130, 1480):
        c.box(x, 190, 30, 370, MIST)
    c.box(40, 540, 1520, 34, INK)
    c.box(60, 574, 1480, 190, BLUE)
    for x in range(90, 1520, 70):
        c.box(x, 600, 3, 140, "#3f74a6")
    c.box(0, 764, WIDTH, 236, MIST)
    for x in range(0, WIDTH, 160):
        c.box(x, 764, 2, 236, "#b4c8d8")
    c.person(420, 900, 300, INK)
    c.person(1010, 910, 310, DEEP)
    c.box(1046, 700, 52, 70, PAPER)
    c.box(1056, 714, 32, 5, STEEL)
    c.box(1056, 728, 32, 5, STEEL)
