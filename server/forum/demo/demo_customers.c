/* demo_customers.c -- the company's side of the demo: its customers, most of whom are members, their bills, calls and cases. Everything
 * happened so long ago, as in the rest of the demo. */
#include "forum/demo/demo_customers.h"

#include <stddef.h>

#include "db/query.h"

/* ---- what everybody has: a record, contacts, a bill a month ---- */

COMMAND(demo_customers_add, DOOR_WORK,
	"INSERT INTO crm.customer (source, external_id, name, kind, since, tier, relation, created_at)"
	" SELECT 'fernline', 'FL-' || 10000 + row_number() OVER (ORDER BY m.joined_at, m.id), m.display,"
	"  CASE WHEN m.username IN ('rajs-corner') THEN 'business' WHEN m.username IN ('jo-w', 'wanjiru') THEN 'household' ELSE 'person' END,"
	"  (m.joined_at - ((ascii(m.username) * 37 % 900) || ' days')::interval)::date,"
	"  (ARRAY['Sprig', 'Frond', 'Canopy', 'Seedling', 'Home Fibre 150', 'Family Share'])[1 + ascii(right(m.username, 1)) % 6],"
	"  CASE WHEN m.username IN ('priya', 'derek1952', 'carlos') THEN 'fatigued' WHEN m.username IN ('hamid') THEN 'renewed'"
	"   WHEN m.joined_at > now() - interval '300 days' THEN 'new' WHEN m.solutions > 3 THEN 'growing' ELSE 'steady' END, m.joined_at"
	" FROM community.member m WHERE m.state = 'active' AND m.roles & 4 = 0 ORDER BY m.joined_at, m.id");
/* Numbers of a range that is kept for plays. */
COMMAND(demo_contacts_add, DOOR_WORK,
	"WITH c AS (SELECT c.id, c.external_id, m.username, substr(c.external_id, 4)::int - 10000 AS n FROM crm.customer c"
	"  JOIN community.member m ON m.display = c.name WHERE c.source = 'fernline')"
	" INSERT INTO crm.contact (customer_id, kind, value, key, source)"
	" SELECT id, 'phone', '+44 7700 9' || to_char(n * 7, 'FM00000'), '+4477009' || to_char(n * 7, 'FM00000'), 'fernline' FROM c"
	" UNION ALL SELECT id, 'email', username || '@example.org', username || '@example.org', 'fernline' FROM c"
	" UNION ALL SELECT id, 'account', external_id, replace(external_id, '-', ''), 'fernline' FROM c");
/* Three are not linked yet, so that the desk has somebody to propose. */
COMMAND(demo_links_add, DOOR_WORK,
	"INSERT INTO crm.member_customer (member_id, customer_id, how, at) SELECT m.id, c.id, 'email', m.joined_at + interval '1 day'"
	" FROM crm.customer c JOIN community.member m ON m.display = c.name"
	" WHERE c.source = 'fernline' AND m.username NOT IN ('sofia-r', 'pavel', 'esther')");
COMMAND(demo_bills_add, DOOR_WORK,
	"INSERT INTO crm.touchpoint (customer_id, source, external_id, channel, inbound, at, subject, text)"
	" SELECT c.id, 'fernline', 'bill-' || c.id || '-' || m, 'invoice', false, now() - (m * 30 + c.id % 9) * interval '1 day' - interval '5 hours',"
	"  'Bill, £' || (ARRAY['8.00', '14.00', '24.00', '10.00', '29.00', '38.00'])[1 + c.id % 6], c.tier || ', paid by Direct Debit.'"
	" FROM crm.customer c, generate_series(0, 11) m WHERE c.source = 'fernline' AND c.since < (now() - (m * 30 + 30) * interval '1 day')");
COMMAND(demo_deliveries_add, DOOR_WORK,
	"INSERT INTO crm.touchpoint (customer_id, source, external_id, channel, inbound, at, subject, text)"
	" SELECT c.id, 'fernline', 'sim-' || c.id, 'delivery', false, c.created_at - interval '2 days', 'SIM card', 'Sent by letter post; activated.'"
	" FROM crm.customer c WHERE c.source = 'fernline'");

/* ---- what some said ---- */

COMMAND(demo_touchpoint_add, DOOR_WORK,
	"INSERT INTO crm.touchpoint (customer_id, source, external_id, channel, inbound, at, seconds, agent, mood, subject, text, promise,"
	"  promise_due, promise_kept_at)"
	" SELECT c.id, 'fernline', 'said-' || $2::int, $3, $4::int = 1, now() - $5::int * interval '1 minute', NULLIF($6::int, 0), $7, $8::int, $9, $10,"
	"  $11, CASE WHEN $11 <> '' THEN now() - ($5::int - $12::int) * interval '1 minute' END,"
	"  CASE WHEN $13 THEN now() - ($5::int - $12::int + 120) * interval '1 minute' END"
	" FROM crm.customer c JOIN community.member m ON m.display = c.name WHERE c.source = 'fernline' AND m.username = $1");

#define MINUTES(n) (n)
#define HOURS(n)   ((n)*60)
#define DAYS(n)	   ((n)*1440)
#define IN	   1
#define OUT	   0

static const struct said {
	const char *member, *channel;
	int inbound, ago, seconds; /* ago: minutes */
	const char *agent;
	int mood;
	const char *subject, *text, *promise;
	int due; /* minutes after it was said */
	bool kept;
} said[] = {
	{"maya", "call", IN, HOURS(3), 412, "Tomasz", -1, "Old name shown to people she calls",
		"Calls show Mrs Holm, her name until three years ago. Changed in the app, on the bill it is right. The name comes from the caller ID table.",
		"We have the caller ID name changed and text her when it is done", DAYS(1), false},
	{"maya", "chat", IN, DAYS(41), 900, "Aisha", 1, "Tablet SIM on the same bill",
		"Added the tablet to her account, £4 a month.", "", 0, false},
	{"maya", "mail", OUT, DAYS(40), 0, "Aisha", 0, "Confirmation of the tablet SIM",
		"Sent what was agreed in the chat.", "", 0, false},
	{"priya", "call", IN, DAYS(6), 1260, "Aisha", -2, "£60 for equipment she sent back",
		"Third call about it. Post office receipt of the Fernbox is dated, she read out the number. Warehouse has no scan.",
		"Refund the £60 as soon as the warehouse answers, and call her either way", DAYS(4), false},
	{"priya", "call", IN, DAYS(13), 640, "Lee", -1, "£60 for equipment she sent back",
		"Says it was posted on the day the contract ended.",
		"Ask the warehouse, call back in two days", DAYS(2), false},
	{"priya", "mail", IN, DAYS(5), 0, "", -2, "Receipt",
		"Photo of the post office receipt attached. \"I would like this to be the last time I explain it.\"",
		"", 0, false},
	{"priya", "delivery", IN, DAYS(24), 0, "", 0, "Fernbox returned", "Tracking ends at the depot.", "",
		0, false},
	{"noor", "chat", IN, DAYS(2), 1500, "Lee", 0, "Fibre in a rented flat",
		"Landlord wants no holes. Told about the 4G router and about the form for landlords.",
		"Send the landlord's form by mail", DAYS(1), true},
	{"derek1952", "call", IN, DAYS(58), 2100, "Aisha", -2, "Price rise",
		"Wants out without a fee. Read him the terms. He read them back.", "", 0, false},
	{"derek1952", "post", IN, DAYS(50), 0, "", -1, "Complaint about the price rise",
		"Two pages, by hand, with footnotes.", "An answer in writing within eight weeks", DAYS(56),
		false},
	{"rajs-corner", "call", IN, DAYS(1), 300, "Tomasz", -1, "Voicemail greeting cannot be recorded",
		"121 hangs up after the tone. Business line, three shops.",
		"Reset the mailbox, call the shop before it opens", HOURS(20), false},
	{"rajs-corner", "visit", OUT, DAYS(120), 3600, "Gwen", 2, "Coverage in the third shop",
		"Measured, moved the router to the window. He made tea.", "", 0, false},
	{"nurse_bea", "call", IN, DAYS(18), 240, "Tomasz", 1, "Replacement SIM",
		"Cannot be at home for the letter; took the eSIM instead.", "", 0, false},
	{"nurse_bea", "chat", IN, DAYS(90), 420, "Lee", 1, "Asked for a bill by mail", "Changed.", "", 0,
		false},
	{"carlos", "call", IN, DAYS(52), 1500, "Gwen", -2, "2 Mbit in the evening",
		"Cell is full from six to eleven. No date for the second carrier.",
		"Tell him when the second carrier has a date", DAYS(30), false},
	{"carlos", "call", OUT, DAYS(20), 120, "Gwen", -1, "No date yet", "Left a message.", "", 0, false},
	{"carlos", "mail", IN, DAYS(9), 0, "", -1, "Compensation?",
		"Asks for a third of the price back until it works.", "", 0, false},
	{"hamid", "call", IN, DAYS(3), 200, "Gwen", -1, "No service since the morning",
		"Told him of the outage, and that it is being worked on.", "A text when it is over", HOURS(6),
		true},
	{"hamid", "call", OUT, DAYS(2), 180, "Gwen", 2, "After the outage",
		"Everything works. He thanked us for the plain words.", "", 0, false},
	{"hyejin", "chat", IN, DAYS(1), 600, "Lee", 0, "Mobile data goes off at night",
		"Known for this update of the phone; sent her the thread.", "", 0, false},
	{"jo-w", "call", IN, DAYS(170), 700, "Tomasz", 0, "Landline number",
		"Number of twenty years; port to mobile is possible from here.", "", 0, false},
	{"wanjiru", "chat", IN, HOURS(30), 480, "Lee", 1, "eSIM in a laptop", "", "", 0, false},
	{"ravi", "mail", IN, DAYS(1), 0, "", 0, "India for three weeks",
		"Asks for the price of zone C, all in.", "", 0, false},
	{"luca", "call", IN, DAYS(33), 540, "Aisha", 1, "Bill explained",
		"Prorated month. He had it right himself.", "", 0, false},
	{"keith-rowe", "mail", OUT, DAYS(60), 0, "Ingrid", 2, "Thank you",
		"For a year of answers; a month of Canopy on us.", "", 0, false},
	{"sofia-r", "call", IN, DAYS(8), 360, "Tomasz", 0, "PUK", "Identity checked by the account number.",
		"", 0, false},
	{"pavel", "invoice", IN, DAYS(4), 0, "", 0, "Payment failed",
		"Direct Debit came back; a second try is on the 1st.", "", 0, false},
};

static void said_write(struct task *t)
{
	int i, n = (int)(sizeof(said) / sizeof(said[0]));

	for (i = 0; i < n; i++) {
		const struct said *s = &said[i];

		db_run(t, &demo_touchpoint_add, s->member, i + 1, s->channel, s->inbound, s->ago, s->seconds,
			s->agent, s->mood, s->subject, s->text, s->promise, s->due, s->kept);
	}
}

/* ---- cases ---- */

/* $8: how its thread's title begins; a linked thread is its asker's. */
COMMAND(demo_case_add, DOOR_WORK,
	"WITH w AS (SELECT c.id AS customer, m.id AS member FROM crm.customer c JOIN community.member m ON m.display = c.name"
	"  WHERE c.source = 'fernline' AND m.username = $1),"
	" k AS (INSERT INTO crm.\"case\" (customer_id, subject, state, priority, owner_name, opened_at, changed_at, solved_at)"
	"  SELECT customer, $2, $3, $4, $5, now() - $6::int * interval '1 minute', now() - $6::int / 3 * interval '1 minute',"
	"   CASE WHEN $3 IN ('solved', 'closed') THEN now() - $6::int / 3 * interval '1 minute' END FROM w RETURNING id, opened_at, changed_at),"
	" h AS (SELECT h.id, h.episode, greatest(k.opened_at, h.created_at + interval '50 minutes') AS at,"
	"   CASE WHEN h.created_at < k.opened_at THEN 'origin' ELSE 'same_problem' END AS kind FROM community.thread h, w, k"
	"  WHERE h.author_id = w.member AND $8 <> '' AND starts_with(h.title, $8) ORDER BY h.id DESC LIMIT 1),"
	" l AS (INSERT INTO crm.link (thread_id, episode, case_id, kind, reason, at)"
	"  SELECT h.id, h.episode, k.id, h.kind, 'the same customer, the same matter', h.at FROM h, k),"
	" s AS (INSERT INTO community.thread_company (thread_id, since) SELECT h.id, h.at FROM h ON CONFLICT DO NOTHING)"
	" INSERT INTO crm.case_entry (case_id, kind, by_name, text, becomes, thread_id, at)"
	" SELECT k.id, 'opened', 'Fernline', '', NULL, NULL::bigint, k.opened_at FROM k"
	" UNION ALL SELECT k.id, 'linked', 'Fernline', '', h.kind, h.id, h.at FROM k, h"
	" UNION ALL SELECT k.id, 'note', $5, $7, NULL, NULL, k.changed_at FROM k WHERE $7 <> ''");

static const struct demo_case {
	const char *member, *subject, *state, *priority, *owner;
	int ago;
	const char *note, *title;
} cases[] = {
	{"maya", "Caller ID shows a former name", "open", "normal", "Gwen", HOURS(8),
		"Asked the team of the caller ID table; they change it tonight.", "People see"},
	{"priya", "£60 charged for returned equipment", "on_hold", "high", "Aisha", DAYS(13),
		"Waits for the warehouse. If they find nothing by Friday: refund anyway, the receipt is good.",
		"Charged"},
	{"carlos", "Congested cell in the evening", "open", "normal", "Gwen", DAYS(52),
		"Second carrier ordered; the landowner has to sign.", "2 Mbit"},
	{"rajs-corner", "Voicemail of a business line", "new", "urgent", "", DAYS(1), "", "can't record"},
	{"derek1952", "Complaint about the price rise", "pending_customer", "normal", "Aisha", DAYS(50),
		"Letter with the terms sent; he has four weeks.", ""},
	{"hamid", "No service in the outage", "closed", "high", "Gwen", DAYS(3),
		"Over. Credit of a day given.", ""},
	{"nurse_bea", "Replacement SIM never came", "solved", "normal", "Gwen", DAYS(19),
		"eSIM instead of the letter.", ""},
	{"jo-w", "Port of a landline number", "solved", "low", "Gwen", DAYS(170), "Ported.", ""},
	{"pavel", "Direct Debit came back", "open", "normal", "Aisha", DAYS(4),
		"Second try on the 1st; no fee.", ""},
};

static void cases_write(struct task *t)
{
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct demo_case *c = &cases[i];

		db_run(t, &demo_case_add, c->member, c->subject, c->state, c->priority, c->owner, c->ago,
			c->note, c->title);
	}
}

/* ---- what waits at the desk: $2 how the thread's title begins, $3 minutes until it is due ---- */

COMMAND(demo_inbox_add, DOOR_WORK,
	"INSERT INTO crm.inbox (reason, thread_id, case_id, customer_id, due_at, created_at)"
	" SELECT $1, h.id, l.case_id, m.customer_id, now() + $3::int * interval '1 minute', greatest(h.created_at, now() - interval '1 day')"
	" FROM community.thread h"
	" LEFT JOIN crm.link l ON l.thread_id = h.id AND l.state = 'active'"
	" LEFT JOIN crm.member_customer m ON m.member_id = h.author_id AND m.undone_at IS NULL"
	" WHERE starts_with(h.title, $2) ORDER BY h.id DESC LIMIT 1 ON CONFLICT DO NOTHING");

static void inbox_write(struct task *t)
{
	static const struct {
		const char *reason, *title;
		int due; /* minutes from now */
	} waiting[] = {
		{"payment", "Charged", -90},
		{"clock", "Two numbers from the same old account", 180},
		{"criticism", "The hold music", HOURS(20)},
	};
	size_t i;

	for (i = 0; i < sizeof(waiting) / sizeof(waiting[0]); i++)
		db_run(t, &demo_inbox_add, waiting[i].reason, waiting[i].title, waiting[i].due);
}

COMMAND(demo_notes_add, DOOR_WORK,
	"UPDATE crm.customer c SET note = n.note FROM community.member m,"
	" (VALUES ('nurse_bea', 'Works nights: never call before two in the afternoon.'),"
	"  ('keith-rowe', 'Answers more than we do. Be generous.'),"
	"  ('priya', 'Has explained the returned Fernbox three times. Read the case before you call.')) n (username, note)"
	" WHERE m.display = c.name AND m.username = n.username AND c.source = 'fernline'");

void demo_customers_write(struct task *t)
{
	db_run(t, &demo_customers_add);
	db_run(t, &demo_contacts_add);
	db_run(t, &demo_links_add);
	db_run(t, &demo_bills_add);
	db_run(t, &demo_deliveries_add);
	said_write(t);
	cases_write(t);
	inbox_write(t);
	db_run(t, &demo_notes_add);
}
