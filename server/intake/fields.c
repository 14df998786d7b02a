/* fields.c -- see fields.h. */
#include "intake/fields.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/must.h"
#include "base/text.h"
#include "intake/contact_key.h"
#include "intake/moment.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const struct field customers[] = {
	{"external_id", FIELD_LINE, true, .most = 200},
	{"name", FIELD_LINE, true, .most = 200},
	{"kind", FIELD_CHOICE, .choices = "person|household|business"},
	{"since", FIELD_DAY},
	{"tier", FIELD_LINE, .most = 60},
	{"relation", FIELD_CHOICE, .choices = "new|growing|steady|fatigued|renewed"},
	{"note", FIELD_TEXT, .most = 4000},
	{"email", FIELD_CONTACT},
	{"phone", FIELD_CONTACT},
	{"account", FIELD_CONTACT},
	{"address", FIELD_CONTACT},
};

static const struct field cases[] = {
	{"external_id", FIELD_LINE, true, .most = 200},
	{"customer", FIELD_LINE, .most = 200},
	{"email", FIELD_WHOSE},
	{"phone", FIELD_WHOSE},
	{"account", FIELD_WHOSE},
	{"subject", FIELD_LINE, true, .most = 300},
	{"state", FIELD_CHOICE, .choices = "new|open|pending_customer|on_hold|solved|closed|deleted"},
	{"priority", FIELD_CHOICE, .choices = "low|normal|high|urgent"},
	{"owner", FIELD_LINE, .most = 100},
	{"opened_at", FIELD_MOMENT},
	{"changed_at", FIELD_MOMENT},
	{"solved_at", FIELD_MOMENT},
	{"closed_at", FIELD_MOMENT},
	{"entries", FIELD_ENTRIES},
};

static const struct field touchpoints[] = {
	{"external_id", FIELD_LINE, true, .most = 200},
	{"customer", FIELD_LINE, .most = 200},
	{"email", FIELD_WHOSE},
	{"phone", FIELD_WHOSE},
	{"account", FIELD_WHOSE},
	{"channel", FIELD_CHOICE, true, .choices = "call|chat|mail|visit|delivery|invoice|post|other"},
	{"direction", FIELD_DIRECTION, .choices = "in|out"},
	{"at", FIELD_MOMENT, true},
	{"seconds", FIELD_NUMBER, .least = 0, .most = 2000000000},
	{"subject", FIELD_LINE, .most = 300},
	{"text", FIELD_TEXT},
	{"agent", FIELD_LINE, .most = 100},
	{"case", FIELD_LINE, .most = 200},
	{"mood", FIELD_NUMBER, .least = -2, .most = 2},
	{"promise", FIELD_LINE, .most = 500},
	{"promise_due", FIELD_MOMENT},
	{"promise_kept_at", FIELD_MOMENT},
};

static const struct field entries[] = {
	{"external_id", FIELD_LINE, true, .most = 200},
	{"kind", FIELD_CHOICE, true,
		.choices = "opened|note|reply|received|state|owner|priority|subject|solution|reopened"},
	{"at", FIELD_MOMENT, true},
	{"by", FIELD_LINE, .most = 100},
	{"text", FIELD_TEXT},
	{"was", FIELD_LINE, .most = 100},
	{"becomes", FIELD_LINE, .most = 100},
};

const struct fields intake_fields[] = {
	[INTAKE_CUSTOMERS] = {customers, COUNT(customers)},
	[INTAKE_CASES] = {cases, COUNT(cases)},
	[INTAKE_TOUCHPOINTS] = {touchpoints, COUNT(touchpoints)},
};
const struct fields entry_fields = {entries, COUNT(entries)};

/* What reads one field: the record, the row, and where texts live. */
struct reading {
	struct arena *a;
	const char *country;
	json_t *row;
};

const struct field *field_named(const struct fields *fields, const char *name)
{
	size_t i;

	for (i = 0; i < fields->n; i++)
		if (strcmp(fields->v[i].name, name) == 0)
			return &fields->v[i];
	return NULL;
}

/* ---- values as text ---- */

/* A string, or a number as one; NULL for what is neither. */
static const char *text_of(struct arena *a, const json_t *value)
{
	if (json_is_integer(value))
		return arena_printf(a, "%lld", (long long)json_integer_value(value));
	return json_string_value(value);
}

static bool is_told(const json_t *value)
{
	return value && !json_is_null(value) && !(json_is_string(value) && json_string_length(value) == 0);
}

static void put_text(struct reading *r, const char *name, const char *text)
{
	must(json_object_set_new(r->row, name, json_string(text)) == 0);
}

static void put_moment(struct reading *r, const char *name, struct when at)
{
	char iso[32], *whole = arena_text(r->a, intl_iso(at, iso));
	int64_t us = (at.us % 1000000 + 1000000) % 1000000;

	whole[strlen(whole) - 1] = 0; /* the Z makes room for a fraction */
	put_text(r, name, arena_printf(r->a, "%s.%06lldZ", whole, (long long)us));
}

/* ---- one field: NULL, or what is wrong ---- */

static const char *read_text(struct reading *r, const struct field *f, const char *s)
{
	s = f->kind == FIELD_LINE ? text_one_line(r->a, s) : text_lines(r->a, s);
	if (!text_clean(s, strlen(s), f->kind == FIELD_TEXT))
		return arena_printf(r->a, "%s holds control characters", f->name);
	if (f->most ? text_characters(s) > (size_t)f->most : strlen(s) > INTAKE_TEXT_MOST)
		return arena_printf(r->a, "%s is longer than %ld %s", f->name,
			f->most ? f->most : (long)INTAKE_TEXT_MOST, f->most ? "characters" : "bytes");
	if (f->needed && !*s)
		return arena_printf(r->a, "%s is empty", f->name);
	put_text(r, f->name, s);
	return NULL;
}

static bool is_among(const char *choices, const char *s)
{
	struct slice rest = slice_of(choices);

	while (rest.s)
		if (slice_is(slice_cut(&rest, '|'), s))
			return true;
	return false;
}

static const char *read_choice(struct reading *r, const struct field *f, const char *s)
{
	if (!is_among(f->choices, s))
		return arena_printf(r->a, "%s is \"%s\", not one of %s", f->name, text_excerpt(r->a, s, 40),
			f->choices);
	if (f->kind == FIELD_DIRECTION)
		must(json_object_set_new(r->row, "inbound", json_boolean(text_is(s, "in"))) == 0);
	else
		put_text(r, f->name, s);
	return NULL;
}

static const char *read_moment(struct reading *r, const struct field *f, const char *s)
{
	struct when at;
	char iso[32];

	if (!moment_read(s, &at))
		return arena_printf(r->a, "%s is \"%s\", not a date like 2026-11-20T09:12:00Z", f->name,
			text_excerpt(r->a, s, 40));
	if (f->kind == FIELD_DAY)
		put_text(r, f->name, arena_text_n(r->a, intl_iso(at, iso), 10));
	else
		put_moment(r, f->name, at);
	return NULL;
}

static const char *read_number(struct reading *r, const struct field *f, const char *s)
{
	int64_t n;

	if (!text_int8(s, &n) || n < f->least || n > f->most)
		return arena_printf(r->a, "%s is \"%s\", not a number from %ld to %ld", f->name,
			text_excerpt(r->a, s, 40), f->least, f->most);
	must(json_object_set_new(r->row, f->name, json_integer(n)) == 0);
	return NULL;
}

static const char *key_of(struct reading *r, const struct field *f, const char *s, const char **why)
{
	const char *key = contact_key(r->a, f->name, s, r->country);

	if (!key || text_characters(s) > 300 || !text_clean(s, strlen(s), true))
		*why = arena_printf(r->a, "%s is \"%s\", which is none", f->name, text_excerpt(r->a, s, 60));
	return key;
}

static const char *read_whose(struct reading *r, const struct field *f, const char *s)
{
	const char *why = NULL, *key = key_of(r, f, s, &why);

	if (why)
		return why;
	if (!json_object_get(r->row, "contact_kind")) {
		put_text(r, "contact_kind", f->name);
		put_text(r, "contact_key", key);
	}
	return NULL;
}

static const char *add_contact(struct reading *r, const struct field *f, const char *s)
{
	json_t *list = json_object_get(r->row, "contacts");
	const char *why = NULL, *key;

	s = text_one_line(r->a, s);
	if (!*s)
		return NULL;
	key = key_of(r, f, s, &why);
	if (why)
		return why;
	if (!list) {
		list = json_array();
		must(list && json_object_set_new(r->row, "contacts", list) == 0);
	}
	must(json_array_append_new(list, json_pack("{ssssss}", "kind", f->name, "value", s, "key", key)) ==
		0);
	return NULL;
}

/* One value, several parted by ';' (an address holds what it likes), or a list of them. */
static const char *read_contacts(struct reading *r, const struct field *f, const json_t *value)
{
	const char *s = text_of(r->a, value), *why = NULL;
	struct slice rest;
	size_t i;

	for (i = 0; !why && i < json_array_size(value); i++) {
		s = text_of(r->a, json_array_get(value, i));
		why = s ? add_contact(r, f, s) : arena_printf(r->a, "%s holds what is no text", f->name);
	}
	if (json_is_array(value))
		return why;
	if (!s)
		return arena_printf(r->a, "%s is neither a text nor a list of texts", f->name);
	if (text_is(f->name, "address"))
		return add_contact(r, f, s);
	for (rest = slice_of(s); rest.s && !why;) {
		struct slice one = slice_cut(&rest, ';');

		why = add_contact(r, f, arena_text_n(r->a, one.s, one.n));
	}
	return why;
}

static const char *read_entries(struct reading *r, const struct field *f, const json_t *value)
{
	json_t *list = json_array(), *row;
	const char *why;
	size_t i;

	must(list && json_object_set_new(r->row, f->name, list) == 0);
	if (!json_is_array(value))
		return arena_printf(r->a, "%s is no list", f->name);
	for (i = 0; i < json_array_size(value); i++) {
		row = json_object();
		must(row && json_array_append_new(list, row) == 0);
		why = fields_read(r->a, &entry_fields, r->country, json_array_get(value, i), row);
		if (why)
			return arena_printf(r->a, "entry %zu: %s", i + 1, why);
	}
	return NULL;
}

static const char *read_field(struct reading *r, const struct field *f, const json_t *value)
{
	const char *s;

	if (f->kind == FIELD_CONTACT)
		return read_contacts(r, f, value);
	if (f->kind == FIELD_ENTRIES)
		return read_entries(r, f, value);
	s = text_of(r->a, value);
	if (!s)
		return arena_printf(r->a, "%s is neither a text nor a whole number", f->name);
	switch (f->kind) {
	case FIELD_LINE:
	case FIELD_TEXT:
		return read_text(r, f, s);
	case FIELD_CHOICE:
	case FIELD_DIRECTION:
		return read_choice(r, f, s);
	case FIELD_MOMENT:
	case FIELD_DAY:
		return read_moment(r, f, s);
	case FIELD_NUMBER:
		return read_number(r, f, s);
	default:
		return read_whose(r, f, s);
	}
}

static const char *unknown_in(struct arena *a, const struct fields *fields, json_t *record)
{
	const char *name;
	json_t *value;

	json_object_foreach(record, name, value) if (!field_named(fields, name)) return arena_printf(a,
		"nothing is called \"%s\" here", text_excerpt(a, name, 40));
	return NULL;
}

const char *fields_read(struct arena *a, const struct fields *fields, const char *country, json_t *record,
	json_t *row)
{
	struct reading r = {a, country, row};
	const char *why;
	size_t i;

	if (!json_is_object(record))
		return "it is no object with named values";
	why = unknown_in(a, fields, record);
	for (i = 0; i < fields->n && !why; i++) {
		const struct field *f = &fields->v[i];
		const json_t *value = json_object_get(record, f->name);

		if (is_told(value))
			why = read_field(&r, f, value);
		else if (f->needed)
			why = arena_printf(a, "%s is missing", f->name);
	}
	return why;
}
