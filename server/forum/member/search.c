/* search.c -- see search.h. */
#include "forum/member/search.h"

#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/text.h"
#include "web/address.h"
#include "web/form.h"

#define NAME_MOST     60
#define FIELD_MOST    254
#define DAY_N	      10  /* "2026-01-31" */
#define IPV4_LEAST    112 /* a /16, of the 128 bits */
#define IPV6_LEAST    32
#define IPV4_BITS_OFF 96

/* The value of a role is its bit, of a level its number. */
const struct choice member_roles[MEMBER_ROLES] = {{"", _("any")}, {"1", _("member only")},
	{"2", _("moderator")}, {"4", _("company")}, {"8", _("admin")}};
const struct choice member_states[MEMBER_STATES] = {{"", _("any")}, {"active", _("active")},
	{"silenced", _("silenced")}, {"suspended", _("suspended")}, {"unclaimed", _("imported, not claimed")},
	{"erased", _("erased")}};
const struct choice member_sorts[MEMBER_SORTS] = {{"", _("what fits best, else the newest")},
	{"newest", _("newest first")}, {"oldest", _("oldest first")}, {"name", _("by username")},
	{"answers", _("most answers first")}};

static const char *chosen(const char *typed, const struct choice *choices, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (text_is(typed, choices[i].value))
			return choices[i].value;
	return "";
}

static const char *level_chosen(const char *typed)
{
	static const char *const levels[] = {"0", "1", "2", "3", "4"};
	size_t i;

	for (i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (text_is(typed, levels[i]))
			return levels[i];
	return "";
}

/* "anna@example.org", or "@example.org" and "example.org" for all of a domain. */
static void email_read(struct arena *a, struct member_search *s)
{
	const char *at = strchr(s->email, '@');
	const char *whole = at && at != s->email ? s->email : arena_printf(a, "x@%s", at ? at + 1 : s->email);
	const char *key = intl_email(a, whole);

	if (!key)
		s->email_wrong = _("Please write a whole address, or a domain like @example.org.");
	else if (whole == s->email)
		s->email_key = key;
	else
		s->domain = strrchr(key, '@') + 1;
}

/* A whole IPv6 address is looked for by its /64: that is what is kept. */
static void range_take(struct arena *a, struct member_search *s)
{
	static const unsigned char ipv4[12] = {[10] = 0xff, [11] = 0xff};
	struct address_prefix p;
	char text[ADDRESS_TEXT];
	bool four;

	if (!address_prefix_read(s->address, &p)) {
		s->address_wrong =
			_("Please write an address or a range like 192.0.2.0/24 or 2001:db8::/48.");
		return;
	}
	four = memcmp(p.first.bytes, ipv4, sizeof(ipv4)) == 0;
	if (p.bits < (four ? IPV4_LEAST : IPV6_LEAST)) {
		s->address_wrong = _("This range is too wide. Please give at least /16, or /32 of IPv6.");
		return;
	}
	if (!four && p.bits > 64)
		p.bits = 64;
	address_text(&p.first, text);
	s->range = arena_printf(a, "%s/%u", text, four ? p.bits - IPV4_BITS_OFF : p.bits);
}

/* A day as browsers send it; it begins at midnight UTC. */
static bool day_read(const char *s, struct when *out)
{
	struct tm tm = {0};
	const char *end = strlen(s) == DAY_N ? strptime(s, "%Y-%m-%d", &tm) : NULL;
	int day = tm.tm_mday;
	time_t at;

	if (!end || *end || tm.tm_year <= 70)
		return false;
	at = timegm(&tm);
	if (tm.tm_mday != day) /* the 31st of a month that has 30 days */
		return false;
	out->us = (int64_t)at * 1000000;
	return true;
}

static const char *typed(struct arena *a, const struct form *query, const char *name)
{
	return text_excerpt(a, text_one_line(a, form_text_or_empty(query, name)), FIELD_MOST);
}

struct member_search member_search_read(struct arena *a, const struct form *query, bool addresses)
{
	struct member_search s = {
		.q = text_excerpt(a, typed(a, query, "q"), NAME_MOST),
		.email = addresses ? typed(a, query, "email") : "",
		.address = addresses ? typed(a, query, "address") : "",
		.role = chosen(form_text(query, "role"), member_roles, MEMBER_ROLES),
		.state = chosen(form_text(query, "state"), member_states, MEMBER_STATES),
		.level = level_chosen(form_text(query, "level")),
		.since = typed(a, query, "since"),
		.sort = chosen(form_text(query, "sort"), member_sorts, MEMBER_SORTS),
		.after = form_int8(query, "after"),
	};
	const char *name = *s.q == '@' ? s.q + 1 : s.q;

	s.name = *name ? name : NULL;
	if (*s.email)
		email_read(a, &s);
	if (*s.address)
		range_take(a, &s);
	if (addresses && !*s.email && !*s.address)
		s.email_wrong = _("Please fill in one of these two fields.");
	if (*s.since && !day_read(s.since, &s.from))
		s.since_wrong = _("A date is written as 2026-01-31.");
	return s;
}

bool member_search_is_wrong(const struct member_search *s)
{
	return s->email_wrong || s->address_wrong || s->since_wrong;
}

struct form member_search_fields(struct arena *a, const struct member_search *s, int64_t after)
{
	const struct form_field fields[] = {{"after", arena_printf(a, "%lld", (long long)after)}, {"q", s->q},
		{"email", s->email}, {"address", s->address}, {"role", s->role}, {"state", s->state},
		{"level", s->level}, {"since", s->since}, {"sort", s->sort}};
	const size_t n = sizeof(fields) / sizeof(fields[0]);
	struct form of = {arena_array(a, struct form_field, n), 0};
	size_t i;

	for (i = 0; i < n; i++)
		if (*fields[i].value)
			of.v[of.n++] = fields[i];
	return of;
}

const char *member_search_path(struct arena *a, const struct member_search *s, int64_t after)
{
	struct form of = member_search_fields(a, s, after);
	const char *path = "/admin/members";
	size_t i;

	for (i = 0; i < of.n; i++)
		path = arena_printf(a, "%s%c%s=%s", path, i ? '&' : '?', of.v[i].name,
			text_percent(a, of.v[i].value));
	return path;
}
