"""How fast search answers over a large archive: `VAR_DIR=var/bench python bench/search.py --articles 1000000`.

Makes synthetic articles in the embedded database below VAR_DIR (give it one of its own), indexes them and times
searches for rare, common and two-character words, with and without filters: p50 and p95 in milliseconds.
"""

import argparse
import os
import random
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkinfo.settings")

import django
from django.conf import settings

from parkinfo import postgres

#: Two- and three-character words, common ones first: drawn by Zipf's law, as in real news.
WORDS = """
    项目 企业 产业 发展 建设 园区 投资 经济 技术 服务 创新 政策 厂房
    开工 签约 新能源 汽车 制造 智能 装备 材料 高新区 开发区 生物 医药
    电子 信息 数据 物流 仓储 供应链 半导体 芯片 光伏 储能 氢能 锂电池
    机器人 工业 绿色 低碳 改造 升级 招商 引资 落户 税收 用地 审批
    人才 金融 基金 上市 研发 实验室 标准 厂区 设备 产能 出口 贸易
    港口 铁路 航空 轨道 化工 钢铁 纺织 食品 农业 家电 模具 轴承
    传感器 激光 显示 封装 存储 算力 软件 平台 云计算 区块链 检测 认证
    环保 水务 燃气 热电 风电 核电 桥梁 隧道
""".split()  # noqa: SIM905 - a hundred lines otherwise
RARE = ["碲化镉", "熔喷布", "谐波减速器", "聚酰亚胺", "磷酸锰铁锂", "超导磁体", "血液透析", "航天育种"]
CITIES = 8


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=200_000, help="make up to so many articles (0: only measure)")
    parser.add_argument("--characters", type=int, default=700, help="length of a body")
    parser.add_argument("--rounds", type=int, default=20, help="searches of each query")
    options = parser.parse_args()
    with postgres.running(settings.VAR_DIR / "postgres", durable=False):
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        make(options.articles, options.characters)
        measure(options.rounds)


def make(wanted, characters):
    """Fill the archive up to `wanted` articles, spread over ten years, and index them."""
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from articles.models import Article, Section
    from zones.models import City

    random.seed(7)
    section, _ = Section.objects.get_or_create(slug="dongtai", defaults={"name": "动态"})
    cities = [City.objects.get_or_create(slug=f"city-{n}", defaults={"name": f"示例{n}市"})[0] for n in range(CITIES)]
    weights = [1 / (rank + 1) for rank in range(len(WORDS))]
    now, have = timezone.now(), Article.objects.count()
    while have < wanted:
        batch = []
        for _ in range(min(5_000, wanted - have)):
            words = random.choices(WORDS, weights, k=characters // 2)
            title = "".join(random.choices(WORDS, weights, k=8))
            if random.random() < 0.0005:
                words[3] = title = random.choice(RARE)
            moment = now - timedelta(days=3650 * random.random())
            batch.append(
                Article(
                    title=title,
                    body=f"<p>{'，'.join(''.join(words[at : at + 6]) for at in range(0, len(words), 6))}。</p>",
                    city=random.choice(cities),
                    section=section,
                    status="published",
                    published_at=moment,
                    first_published_at=moment,
                )
            )
        Article.objects.bulk_create(batch)
        have += len(batch)
        print(f"{have} articles", flush=True)
    started = time.monotonic()
    call_command("rebuild_search", resume=True, verbosity=0)
    print(f"indexed in {time.monotonic() - started:.0f} s", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE articles_articlesearch")
        cursor.execute(
            "SELECT pg_size_pretty(pg_total_relation_size('articles_articlesearch')),"
            " pg_size_pretty(pg_relation_size('search_body')), pg_size_pretty(pg_relation_size('search_head'))"
        )
        print("table with indexes, index of bodies, of heads:", *cursor.fetchone())


def measure(rounds):
    """Time the ids of each search and a page of its articles."""
    from articles.models import Article
    from zones.models import City

    city = City.objects.get(slug="city-3").pk
    kinds = {
        "rare words": [(text, {}) for text in RARE],
        "common words": [(text, {}) for text in ("新能源", "开发区", "半导体", "锂电池", "云计算", "产业园区")],
        "two characters": [(text, {}) for text in ("项目", "厂房", "储能", "核电", "桥梁", "隧道")],
        "several words": [(text, {}) for text in ("项目 企业", "桥梁 隧道", "半导体 核电 出口", "新能源 碲化镉")],
        "exact phrases": [(f'"{text}"', {}) for text in ("项目企业", "桥梁隧道", "新能源汽车")],
        "one character": [(text, {}) for text in ("氢", "港")],
        "in a city": [(text, {"city": city}) for text in ("项目", "桥梁", "碲化镉")],
        "by date": [(text, {"sort": "date"}) for text in ("项目", "桥梁", "碲化镉")],
        "nothing there": [(text, {}) for text in ("不存在", "项目 不存在", "核隧")],
    }
    for text, choices in kinds["rare words"]:
        Article.objects.search(text, **choices).articles_at(0, 20)
    print(f"{'':16}{'p50 ms':>8}{'p95 ms':>8}   of processor time, ours and the server's: p50, p95")
    for kind, searches in kinds.items():
        times, worked = [], []
        for text, choices in searches * rounds:
            started, before = time.perf_counter(), processor_ms()
            Article.objects.search(text, **choices).articles_at(0, 20)
            times.append((time.perf_counter() - started) * 1000)
            worked.append(processor_ms() - before)
        figures = [*spread(times), *spread(worked)]
        print(f"{kind:16}" + "".join(f"{figure:8.1f}" for figure in figures), flush=True)


def spread(times):
    """(p50, p95)"""
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def processor_ms():
    """What this process and its database backend have computed, in ms: comparable on a machine that has other work."""
    from django.db import connection

    with connection.cursor():
        pid = connection.connection.info.backend_pid
    return time.process_time() * 1000 + int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6


if __name__ == "__main__":
    main()
