"""The checker's word list, as it ships; the owner changes it in the admin."""

from django.db import migrations

FAIR_COMPETITION = "《公平竞争审查条例》第十条：没有法定依据或国务院批准，不得给特定企业税收优惠、选择性奖补。"
FREE_LAND = "国发〔2014〕62号：严禁以优惠价格或零地价出让土地。"
SUPERLATIVE = "《广告法》第九条第（三）项不得使用“国家级”“最高级”“最佳”等用语；"
RETURNS = "《广告法》第二十五条：招商等有投资回报预期的广告不得承诺效果、收益，不得明示暗示保本、无风险。"
APPROVALS = "行政许可不能由招商方承诺结果；请写明条件和办理部门。"

ZONES = "…开发区、…高新区、…新区、…经开区、…产业园、…园区、…示范区、…试验区、…自创区、…保税区、…基地、…合作区、…度假区"
FIRST = (
    "季、批、期、届、次、个、步、年、月、周、天、日、时间、阶段、轮、条、款、项、章、节、场、站、名额、位、家、座、台、代、线、课、集"
    "、版、副、炉、桶、车、笔、单、例、档、类、种、层、栋、幢、区、部、分、组、方、要务、要素、动力、生产力、资源、现场、标段、排、手"
    "、书记、责任人、产业、人民、机床、中学、小学、医院、医科、师范、财经、实验、建筑、汽车、附属、高级、职业、工程、幼儿、监狱、议题"
    "、梯队、方阵、颗、根、件、人、任、公里、意见、学期、学校、学院、农、航、财、创业、食堂、信号、身份、反应、印象、目标、考量、位置"
    "、篇、段、点、道、块、架、艘、列、趟、堂、声、枪、仗、关、首、封、页、卷、章程、副总、次全、张、份、本、幅、盘、瓶、箱、袋、粒、口、匹、头、只、双、对、套、支、杯、辆、门、所、面、间、户、股东、大股东、大客户、稿、现、见"
)
WORDS = [
    ("税收返还", FAIR_COMPETITION, ""),
    ("返税", FAIR_COMPETITION, ""),
    ("财政返还", FAIR_COMPETITION, ""),
    ("先征后返", FAIR_COMPETITION, ""),
    ("税收洼地", FAIR_COMPETITION, ""),
    ("零税收", FAIR_COMPETITION, ""),
    ("零地价", FREE_LAND, ""),
    ("免费拿地", FREE_LAND, ""),
    ("最佳", f"{SUPERLATIVE}请换成具体事实。", "实践、案例、时期、时机、距离、观赏、角度、路径、状态、答案"),
    ("最高级", f"{SUPERLATIVE}请换成具体事实。", "别、法院"),
    ("国家级", f"{SUPERLATIVE}如是正式名称或认定，请写全称和认定部门。", f"{ZONES}、…专精特新、…实验室、…企业技术中心、…孵化器、…众创空间"),
    ("第一", f"{SUPERLATIVE}排名要有依据，请写明范围、时间和出处。", FIRST),
    ("独一无二", f"{SUPERLATIVE}请换成具体事实。", ""),
    ("全国唯一", f"{SUPERLATIVE}请写明依据和出处。", ""),
    ("保证收益", RETURNS, ""),
    ("收益保证", RETURNS, ""),
    ("保本", RETURNS, "微利、点"),
    ("稳赚", RETURNS, ""),
    ("包赚", RETURNS, ""),
    ("零风险", RETURNS, ""),
    ("无风险", RETURNS, "隐患"),
    ("必涨", RETURNS, ""),
    ("包过环评", APPROVALS, ""),
    ("环评包过", APPROVALS, ""),
    ("包办证", APPROVALS, ""),
]  # fmt: skip


def add_words(apps, schema_editor):
    rows = apps.get_model("articles", "RiskyWord").objects
    for word, reason, except_before in WORDS:
        rows.get_or_create(word=word, defaults={"reason": reason, "except_before": except_before})


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_roles")]

    operations = [migrations.RunPython(add_words, migrations.RunPython.noop)]
