/* intake.c -- see intake.h. */
#include "intake/intake.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"
#include "base/text.h"
#include "intake/csv_record.h"
#include "intake/fields.h"

struct intake {
	const struct fields *fields;
	const char *name, *country;
	struct arena arena;	   /* until intake_clear() */
	struct arena header_arena; /* as long as this lives */
	struct texts header;	   /* a NULL where nothing is called so */
	json_t *rows;
	char *text;
	enum intake_kind kind;
};

static const char *const names[] = {"customers", "cases", "touchpoints"};

const char *intake_kind_name(enum intake_kind kind)
{
	return names[kind];
}

bool intake_kind_of(const char *name, enum intake_kind *out)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (text_is(name, names[i])) {
			*out = (enum intake_kind)i;
			return true;
		}
	return false;
}

struct intake *intake_new(enum intake_kind kind, const char *country)
{
	struct intake *in = calloc(1, sizeof(*in));

	must(in);
	in->kind = kind;
	in->fields = &intake_fields[kind];
	in->name = names[kind];
	in->country = country;
	in->rows = json_array();
	must(in->rows);
	return in;
}

void intake_free(struct intake *in)
{
	if (!in)
		return;
	json_decref(in->rows);
	free(in->text);
	arena_end(&in->arena);
	arena_end(&in->header_arena);
	free(in);
}

void intake_clear(struct intake *in)
{
	json_array_clear(in->rows);
	free(in->text);
	in->text = NULL;
	arena_end(&in->arena);
}

/* ---- one record ---- */

/* What a single field cannot know. */
static const char *whole_wrong(const struct intake *in, const json_t *row)
{
	if (in->kind == INTAKE_TOUCHPOINTS && !json_object_get(row, "customer") &&
		!json_object_get(row, "contact_key"))
		return "whose it is is missing: customer, email, phone or account";
	if (json_object_get(row, "promise_due") && !json_object_get(row, "promise"))
		return "promise_due without a promise";
	return NULL;
}

static const char *add(struct intake *in, int64_t number, json_t *record)
{
	json_t *row = json_object();
	const char *why;

	must(row && json_object_set_new(row, "n", json_integer(number)) == 0);
	why = fields_read(&in->arena, in->fields, in->country, record, row);
	if (!why)
		why = whole_wrong(in, row);
	if (why)
		json_decref(row);
	else
		must(json_array_append_new(in->rows, row) == 0);
	return why;
}

const char *intake_add_object(struct intake *in, int64_t number, const char *json, size_t n)
{
	json_error_t error;
	json_t *record = json_loadb(json, n, JSON_REJECT_DUPLICATES, &error);
	const char *why;

	if (!record)
		return arena_printf(&in->arena, "it is no JSON: %s", error.text);
	why = add(in, number, record);
	json_decref(record);
	return why;
}

/* ---- CSV ---- */

static bool is_named_twice(const struct texts *header, size_t column)
{
	size_t i;

	for (i = 0; i < column; i++)
		if (text_is(header->v[i], header->v[column]))
			return true;
	return false;
}

static const char *needed_but_missing(struct intake *in)
{
	size_t i, c;

	for (i = 0; i < in->fields->n; i++) {
		for (c = 0; c < in->header.n; c++)
			if (text_is(in->header.v[c], in->fields->v[i].name))
				break;
		if (in->fields->v[i].needed && c == in->header.n)
			return arena_printf(&in->header_arena, "the header has no column %s",
				in->fields->v[i].name);
	}
	return NULL;
}

const char *intake_header(struct intake *in, const char *line, size_t n, char **unknown)
{
	struct texts others = {0};
	size_t i;

	*unknown = NULL;
	if (!text_utf8(line, n))
		return "the header is not UTF-8";
	if (!csv_record_split(&in->header_arena, line, n, &in->header))
		return "the header's quotes do not match";
	others.v = arena_array(&in->header_arena, const char *, in->header.n);
	for (i = 0; i < in->header.n; i++) {
		const char **name = &in->header.v[i];

		*name = text_lower_ascii(&in->header_arena, text_one_line(&in->header_arena, *name));
		if (is_named_twice(&in->header, i))
			return arena_printf(&in->header_arena, "two columns are called \"%s\"", *name);
		if (!field_named(in->fields, *name))
			others.v[others.n++] = *name;
	}
	for (i = 0; i < in->header.n; i++)
		if (!field_named(in->fields, in->header.v[i]))
			in->header.v[i] = NULL;
	if (others.n)
		must((*unknown = strdup(text_joined(&in->header_arena, others, ", "))));
	return needed_but_missing(in);
}

const char *intake_add_csv(struct intake *in, int64_t number, const char *line, size_t n)
{
	struct texts values;
	const char *why;
	json_t *record;
	size_t i;

	if (!text_utf8(line, n))
		return "it is not UTF-8";
	if (!csv_record_split(&in->arena, line, n, &values))
		return "its quotes do not match";
	if (values.n != in->header.n)
		return arena_printf(&in->arena, "%zu values where the header has %zu", values.n,
			in->header.n);
	record = json_object();
	must(record);
	for (i = 0; i < values.n; i++)
		if (in->header.v[i])
			must(json_object_set_new(record, in->header.v[i], json_string(values.v[i])) == 0);
	why = add(in, number, record);
	json_decref(record);
	return why;
}

/* ---- an array ---- */

/* The list of records in ${whole}; NULL: there is none. */
static json_t *list_in(const struct intake *in, json_t *whole)
{
	json_t *list = json_object_size(whole) == 1 ? json_object_get(whole, in->name) : whole;

	return json_is_array(list) ? list : NULL;
}

static const char *add_list(struct intake *in, json_t *list,
	void (*refused)(void *, int64_t, const char *, const char *), void *arg)
{
	size_t i;

	for (i = 0; i < json_array_size(list); i++) {
		json_t *record = json_array_get(list, i);
		const char *why = add(in, (int64_t)i, record),
			   *id = json_string_value(json_object_get(record, "external_id"));

		if (why)
			refused(arg, (int64_t)i, id ? arena_text(&in->arena, id) : "", why);
	}
	return NULL;
}

const char *intake_add_array(struct intake *in, const char *json, size_t n, size_t most,
	void (*refused)(void *, int64_t, const char *, const char *), void *arg, size_t *count)
{
	json_error_t error;
	json_t *whole = json_loadb(json, n, JSON_REJECT_DUPLICATES, &error), *list;
	const char *why;

	*count = 0;
	if (!whole)
		return arena_printf(&in->arena, "line %d: %s", error.line, error.text);
	list = list_in(in, whole);
	*count = json_array_size(list);
	if (!list)
		why = arena_printf(&in->arena, "it is neither a list nor {\"%s\": […]}", in->name);
	else if (*count > most)
		why = arena_printf(&in->arena, "%zu records; at most %zu travel together", *count, most);
	else
		why = add_list(in, list, refused, arg);
	json_decref(whole);
	return why;
}

/* ---- what has come of it ---- */

size_t intake_count(const struct intake *in)
{
	return json_array_size(in->rows);
}

const char *intake_rows(struct intake *in)
{
	free(in->text);
	in->text = json_dumps(in->rows, JSON_COMPACT);
	must(in->text);
	return in->text;
}
