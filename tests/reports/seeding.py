"""Leads by the thousand, written by PostgreSQL itself: two years of them, their enquiries and what was done to them."""

from django.db import connection

from leads.models.stage import WAY
from staff.roles import SALES, SALES_MANAGER
from tests import builders

STAGES_OF_LEADS = [
    *("lost", "invalid", "contacted", "lost", "invalid", "lost", "signed", "lost", "invalid", "qualified", "lost"),
    *("new", "lost", "invalid", "recommended", "lost", "settled", "invalid", "negotiating", "visiting", "lost"),
    *("lost", "invalid"),
]
LEADS = """
INSERT INTO leads_lead (id, kind, stage, owner_id, city_id, name, company, phone, extension, wechat, taught,
    lost_reason, receipt, created_at, stage_changed_at, contact_by, contacted_at, next_follow_up_at)
SELECT n, (ARRAY['invest', 'rent', 'buy', 'land', 'office', 'other'])[1 + n * 7 %% 6], stage,
    CASE WHEN stage = 'new' THEN NULL ELSE (%(people)s::bigint[])[1 + n %% cardinality(%(people)s::bigint[])] END,
    (%(cities)s::bigint[])[1 + n %% cardinality(%(cities)s::bigint[])], '示例客户', '', '', '', '', '',
    CASE WHEN stage IN ('lost', 'invalid')
        THEN (ARRAY['预算不够', '已在别处落户', '没有合适的房源', '空号', '同行打听'])[1 + n %% 5] ELSE '' END,
    lpad(n::text, 12, '0'), at, at + n %% 40 * interval '1 day', due,
    CASE WHEN stage <> 'new' THEN at + n * 7 %% 300 * interval '1 minute' END,
    CASE WHEN stage IN ('contacted', 'qualified', 'recommended') THEN at + n %% 60 * interval '1 day' END
FROM (
    SELECT n, %(now)s::timestamptz - interval '730 days' * n / %(number)s AS at,
        %(now)s::timestamptz - interval '730 days' * n / %(number)s + interval '2 hours' AS due,
        (%(stages)s::text[])[1 + n * 11 %% cardinality(%(stages)s::text[])] AS stage
    FROM generate_series(1, %(number)s) AS n
) AS row
"""
ENQUIRIES = """
INSERT INTO leads_enquiry (lead_id, kind, need, name, company, phone_typed, phone, extension, wechat, email, industry,
    area_typed, area_unit, timing, city_text, zone_text, other_words, consent_basis, consent_version, consent_sha256,
    consented_at, third_party_consent, way, source_path, landing_path, referrer, utm, user_agent, address,
    submission_digest, receipt, spam_score, spam_reasons, screening, received_at, listing_id)
SELECT id, kind, '找厂房', name, '', '', '', '', 'shili', '', '', '', '', '', '', '', '', 'initiated', '', '',
    created_at, false, (ARRAY['call', 'wechat', 'visit', 'referral', 'call'])[1 + id %% 5],
    CASE WHEN id %% 3 = 0 THEN '/news/' || 1 + id %% 997 || '/' ELSE '/zones/' END,
    '', '', '{}', '', '', encode(sha256(id::text::bytea), 'hex'), receipt, 0, '{}',
    CASE WHEN id %% 50 = 0 THEN 'quarantined' ELSE 'accepted' END, created_at,
    CASE WHEN id %% 7 = 0 THEN (%(listings)s::bigint[])[1 + id %% cardinality(%(listings)s::bigint[])] END
FROM leads_lead
"""
#: A line for each step of the way, one for the end of what was given up, and some that the report does not read.
STAGES = """
INSERT INTO leads_leadevent (lead_id, kind, at, text, data, file, listing_id)
SELECT lead.id, 'stage', created_at + step * (1 + lead.id %% 9) * interval '7 hours', '',
    jsonb_build_object('from', way[step], 'to', way[step + 1]), '',
    CASE WHEN way[step + 1] = 'signed'
        THEN (%(listings)s::bigint[])[1 + lead.id %% cardinality(%(listings)s::bigint[])] END
FROM leads_lead lead, (SELECT %(way)s::text[] AS way) AS ways, generate_series(1, 7) AS step
WHERE step < coalesce(array_position(way, stage::text), 1 + lead.id %% 4)
"""
ENDS = """
INSERT INTO leads_leadevent (lead_id, kind, at, text, data, file)
SELECT id, 'stage', stage_changed_at, '', jsonb_build_object('from', 'contacted', 'to', stage), ''
FROM leads_lead WHERE stage IN ('lost', 'invalid')
"""
OTHERS = """
INSERT INTO leads_leadevent (lead_id, kind, at, text, data, file, actor_id)
SELECT id, what, created_at + interval '1 hour', '已和客户通过话，下周再联系。',
    jsonb_build_object('outcome', CASE WHEN id %% 3 = 0 THEN 'missed' ELSE 'talked' END), '',
    (%(people)s::bigint[])[1 + id * 3 %% cardinality(%(people)s::bigint[])]
FROM leads_lead, unnest(ARRAY['received', 'call', 'revealed']) AS what
"""
#: What was agreed, of all leads that are signed but each fifth.
SIGNINGS = """
INSERT INTO leads_signing (lead_id, zone_id, area_typed, area_m2, price, term, investment_typed, investment_10k,
    yearly_tax_typed, yearly_tax_10k, signed_on, version)
SELECT lead.id, listing.zone_id, '', 500 + lead.id * 37 %% 9000 + 0.25, '22 元/㎡·月', '5 年', '',
    CASE WHEN lead.id %% 3 <> 0 THEN 100 + lead.id * 53 %% 20000 END, '',
    CASE WHEN lead.id %% 4 <> 0 THEN lead.id * 7 %% 900 END,
    (at AT TIME ZONE 'Asia/Shanghai')::date - (lead.id %% 3)::int, 1
FROM leads_lead lead
JOIN leads_leadevent line ON line.lead_id = lead.id AND line.kind = 'stage' AND data ->> 'to' = 'signed'
JOIN listings_listing listing ON listing.id = line.listing_id
WHERE lead.stage IN ('signed', 'settled') AND lead.id %% 5 <> 0
"""
#: Of each second lead that was given up the reason is one of the list.
REASONS = """
UPDATE leads_lead SET loss_reason_id = reason.id, lost_reason = reason.name || '：示例 ' || leads_lead.id
FROM leads_lossreason reason
WHERE stage IN ('lost', 'invalid') AND leads_lead.id %% 2 = 0 AND used_for IN (stage, 'both')
    AND reason.id %% 5 = leads_lead.id %% 5
"""
RETURNS = """
INSERT INTO leads_leadevent (lead_id, kind, at, text, data, file)
SELECT id, 'owner', created_at + interval '9 days', '放回公共池', jsonb_build_object('from', owner_id, 'to', NULL), ''
FROM leads_lead WHERE owner_id IS NOT NULL AND id %% 4 = 0
"""
#: A visit of each fourth lead, of any state, some of them kept; and one of each ninth that nobody had agreed upon.
VISITS = """
INSERT INTO leads_appointment (lead_id, made_by_id, made_at, starts_at, ends_at, visitors, meeting_point, state,
    version, liked, objections, next_step)
SELECT id, (%(people)s::bigint[])[1], created_at + interval '2 days', created_at + id %% 50 * interval '1 day',
    created_at + id %% 50 * interval '1 day' + interval '2 hours', '', '', state, 0,
    CASE WHEN state = 'done' AND id %% 3 = 0 THEN '层高够' ELSE '' END, '', ''
FROM (
    SELECT *, (ARRAY['done', 'planned', 'no_show', 'done', 'cancelled', 'moved', 'done'])[1 + id %% 7] AS state
    FROM (SELECT id, created_at FROM leads_lead WHERE id %% 4 = 0) lead
) lead
"""
SHOWN = """
INSERT INTO leads_leadevent (lead_id, kind, at, text, data, file, actor_id)
SELECT lead.id, 'visit', coalesce(ends_at, lead.created_at + interval '12 days'), '', '{}', '',
    (%(people)s::bigint[])[1]
FROM leads_lead lead LEFT JOIN leads_appointment visit ON visit.lead_id = lead.id
WHERE visit.state = 'done' OR visit.id IS NULL AND lead.id %% 9 = 0
"""


def seed(number, now, cities=2, people=4, listings=20):
    """So many leads of the two years before `now`. Returns (cities, people, a manager of the first city)."""
    places = [builders.city() for _ in range(cities)]
    sellers = [builders.person(SALES, places[n % cities], last_name=f"示例{n}") for n in range(people)]
    offers = [builders.listing(zone=builders.zone(city=places[n % cities])) for n in range(listings)]
    values = {
        "number": number, "stages": STAGES_OF_LEADS, "now": now, "way": [*WAY], "cities": [each.pk for each in places],
        "people": [each.pk for each in sellers], "listings": [each.pk for each in offers],
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in (LEADS, ENQUIRIES, STAGES, ENDS, OTHERS, RETURNS, SIGNINGS, REASONS, VISITS, SHOWN):
            cursor.execute(statement, values)
        cursor.execute("SELECT setval(pg_get_serial_sequence('leads_lead', 'id'), %(number)s)", values)
        cursor.execute("ANALYZE")
    return places, sellers, builders.person(SALES_MANAGER, places[0])
