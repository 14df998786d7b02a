/* rt_json.c -- see rt_json.h. */
#include "crm/rt_json.h"

#include <string.h>

#include "base/arena.h"
#include "base/secret.h"
#include "base/text.h"
#include "crm/rt_words.h"
#include "intake/moment.h"

#define SAID_MOST  300 /* characters */
#define DEPTH_MOST 32

static void forget(void *json)
{
	json_decref(json);
}

/* The parser goes down into lists of lists on our small stack. */
static bool is_shallow(struct slice body)
{
	int depth = 0;
	bool quoted = false;
	size_t i;

	for (i = 0; i < body.n; i++) {
		char c = body.s[i];

		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '[' || c == '{') && ++depth > DEPTH_MOST)
			return false;
		else if (!quoted && (c == ']' || c == '}'))
			depth--;
	}
	return true;
}

json_t *rt_json(struct arena *a, struct slice body)
{
	json_t *json = body.n && is_shallow(body) ? json_loadb(body.s, body.n, 0, NULL) : NULL;

	if (json)
		arena_defer(a, forget, json);
	return json;
}

static const char *text_of(struct arena *a, const json_t *v)
{
	if (json_is_string(v))
		return arena_text(a, json_string_value(v));
	if (json_is_integer(v))
		return arena_printf(a, "%lld", (long long)json_integer_value(v));
	return "";
}

const char *rt_text(struct arena *a, const json_t *o, const char *name)
{
	return text_of(a, json_object_get(o, name));
}

static int64_t number(struct arena *a, const json_t *o, const char *name)
{
	int64_t n;

	return text_int8(rt_text(a, o, name), &n) ? n : 0;
}

static struct when moment(struct arena *a, const json_t *o, const char *name)
{
	struct when w;

	return moment_read(rt_text(a, o, name), &w) ? w : (struct when){0};
}

/* "Owner": {"id": "root"}; nobody is called so. */
static const char *user_named(struct arena *a, const json_t *o, const char *name)
{
	const char *id = rt_text(a, json_object_get(o, name), "id");

	return text_is(id, "Nobody") ? "" : id;
}

const char *rt_said(struct arena *a, struct slice body)
{
	json_t *json = rt_json(a, body);
	const char *said = "";
	size_t i;
	json_t *v;

	if (json_is_object(json))
		said = rt_text(a, json, "message");
	json_array_foreach(json, i, v) said = arena_printf(a, "%s%s%s", said, i ? "; " : "", text_of(a, v));
	return text_excerpt(a, text_one_line(a, said), SAID_MOST);
}

/* ---- a ticket ---- */

static struct texts ids_of(struct arena *a, const json_t *list)
{
	struct texts out = {arena_array(a, const char *, json_array_size(list) + 1), 0};
	size_t i;
	json_t *v;

	json_array_foreach(list, i, v) out.v[out.n++] = rt_text(a, v, "id");
	return out;
}

static const char *field_of(struct arena *a, const json_t *fields)
{
	size_t i;
	json_t *v;

	json_array_foreach(fields, i,
		v) if (text_is(json_string_value(json_object_get(v, "name")), RT_FIELD)) return text_of(a,
		json_array_get(json_object_get(v, "values"), 0));
	return "";
}

/* An ETag is the number of the last transaction, in quotes. */
static int64_t version_of(struct arena *a, const char *etag)
{
	size_t n = strlen(etag);
	int64_t v;

	return n > 2 && etag[0] == '"' && text_int8(arena_text_n(a, etag + 1, n - 2), &v) ? v : 0;
}

bool rt_ticket_read(struct arena *a, struct slice body, const char *etag, struct rt_ticket *t)
{
	json_t *o = rt_json(a, body);

	if (!json_is_object(o))
		return false;
	*t = (struct rt_ticket){
		.id = rt_text(a, o, "id"),
		.status = rt_text(a, o, "Status"),
		.subject = rt_text(a, o, "Subject"),
		.owner = user_named(a, o, "Owner"),
		.link = field_of(a, json_object_get(o, "CustomFields")),
		.priority = number(a, o, "Priority"),
		.version = version_of(a, etag),
		.requestors = ids_of(a, json_object_get(o, "Requestor")),
		.updated = moment(a, o, "LastUpdated"),
	};
	return !text_empty(t->id) && !text_empty(t->status) && when_known(t->updated);
}

/* ---- lists ---- */

static json_t *items_of(struct arena *a, struct slice body)
{
	json_t *items = json_object_get(rt_json(a, body), "items");

	return json_is_array(items) ? items : NULL;
}

bool rt_ids_read(struct arena *a, struct slice body, struct texts *out)
{
	json_t *items = items_of(a, body);

	*out = ids_of(a, items);
	return items != NULL;
}

bool rt_changes_read(struct arena *a, struct slice body, struct crm_changes *out)
{
	json_t *items = items_of(a, body), *v;
	size_t i;

	*out = (struct crm_changes){arena_array(a, struct crm_change, json_array_size(items) + 1), 0};
	json_array_foreach(items, i, v)
	{
		struct crm_change c = {rt_text(a, v, "id"), moment(a, v, "LastUpdated")};
		int64_t n;

		if (text_int8(c.id, &n) && when_known(c.updated))
			out->v[out->n++] = c;
	}
	return items != NULL;
}

/* ---- a history ---- */

/* States in our words; of the owner the numbers of users mean nothing to us. */
static void values_read(struct arena *a, const json_t *v, struct crm_entry *e)
{
	const char *was = rt_text(a, v, "OldValue"), *becomes = rt_text(a, v, "NewValue");
	int64_t n;

	if (text_is(e->kind, "state")) {
		e->was = rt_state_of(was, NULL);
		e->becomes = rt_state_of(becomes, NULL);
	} else if (text_is(e->kind, "priority")) {
		e->was = text_int8(was, &n) ? rt_priority_name(n) : NULL;
		e->becomes = text_int8(becomes, &n) ? rt_priority_name(n) : NULL;
	} else if (text_is(e->kind, "subject")) {
		e->was = was;
		e->becomes = becomes;
	}
}

static void entry_read(struct arena *a, const json_t *v, int64_t own, struct crm_entry *e)
{
	const json_t *creator = json_object_get(v, "Creator");
	int64_t user = number(a, creator, "id");

	e->author = rt_text(a, creator, "Name");
	e->name = rt_text(a, creator, "RealName");
	if (text_empty(e->name))
		e->name = e->author;
	e->email = rt_text(a, creator, "EmailAddress");
	e->machine = text_is(e->author, "RT_System");
	e->ours = own && user == own;
	e->at = moment(a, v, "Created");
	values_read(a, v, e);
}

/* Another ticket's entry in this one's history says that it became part of this one. */
static void merged_read(struct arena *a, const json_t *v, const char *id, struct crm_entries *out)
{
	const char *of = rt_text(a, v, "ObjectId");

	if (text_is(rt_text(a, v, "Type"), "AddLink") && text_is(rt_text(a, v, "Field"), "MergedInto") &&
		!text_empty(of) && !text_is(of, id))
		out->merged.v[out->merged.n++] = of;
}

bool rt_history_read(struct arena *a, struct slice body, const char *id, int64_t since, int64_t own,
	struct crm_entries *out, int64_t *first, size_t *n)
{
	json_t *items = items_of(a, body), *v;
	size_t i;

	*n = json_array_size(items);
	*first = number(a, json_array_get(items, 0), "id");
	out->v = arena_grow(a, out->v, out->n * sizeof(*out->v), (out->n + *n + 1) * sizeof(*out->v));
	out->merged.v = arena_grow(a, out->merged.v, out->merged.n * sizeof(*out->merged.v),
		(out->merged.n + *n + 1) * sizeof(*out->merged.v));
	json_array_foreach(items, i, v)
	{
		struct crm_entry e = {.id = rt_text(a, v, "id"),
			.number = number(a, v, "id"),
			.kind = rt_kind_of(rt_text(a, v, "Type"), rt_text(a, v, "Field"))};

		if (e.number > since)
			merged_read(a, v, id, out);
		if (!e.kind || e.number <= since)
			continue;
		entry_read(a, v, own, &e);
		out->v[out->n++] = e;
	}
	return items != NULL;
}

/* ---- what an entry consists of ---- */

/* "Content-Length: 3000" among the lines of "Headers". */
static int64_t length_of(struct arena *a, const json_t *v)
{
	static const char name[] = "\nContent-Length: ";
	const char *headers = arena_printf(a, "\n%s", rt_text(a, v, "Headers"));
	const char *at = strstr(headers, name);
	int64_t n;

	if (!at)
		return -1;
	at += sizeof(name) - 1;
	return text_int8(arena_text_n(a, at, strcspn(at, "\r\n")), &n) && n >= 0 ? n : -1;
}

static bool is_text(const json_t *v, const char *type)
{
	const char *name = json_string_value(json_object_get(v, "Filename"));

	return (!name || !*name) && (text_starts(type, "text/plain") || text_starts(type, "text/html"));
}

static void text_note(struct arena *a, const json_t *v, const char *type, struct rt_parts *out)
{
	bool html = !text_starts(type, "text/plain");

	if (!text_empty(out->text) && (html || !out->html))
		return;
	out->text = rt_text(a, v, "id");
	out->html = html;
	out->bytes = length_of(a, v);
}

bool rt_parts_read(struct arena *a, struct slice body, struct rt_parts *out)
{
	json_t *items = items_of(a, body), *v;
	size_t i;

	*out = (struct rt_parts){.text = "",
		.bytes = -1,
		.files = {arena_array(a, struct crm_file, json_array_size(items) + 1), 0}};
	json_array_foreach(items, i, v)
	{
		const char *type = rt_text(a, v, "ContentType");

		if (is_text(v, type))
			text_note(a, v, type, out);
		else if (!text_starts(type, "multipart/"))
			out->files.v[out->files.n++] = (struct crm_file){rt_text(a, v, "id"),
				text_one_line(a, rt_text(a, v, "Filename")), type, length_of(a, v)};
	}
	return items != NULL;
}

/* base64 in lines, without them. */
static const char *one_run(struct arena *a, const char *lines)
{
	char *out = arena_text(a, lines), *to = out;

	for (; *lines; lines++)
		if (*lines != '\n' && *lines != '\r')
			*to++ = *lines;
	*to = 0;
	return out;
}

const char *rt_content_read(struct arena *a, struct slice body)
{
	const char *content = json_string_value(json_object_get(rt_json(a, body), "Content"));
	struct blob text;

	if (!content)
		return NULL;
	text = secret_base64_read(a, one_run(a, content));
	if (!text.n || !text_utf8((const char *)text.s, text.n))
		return "";
	return arena_text_n(a, (const char *)text.s, text.n);
}

bool rt_queue_has(struct arena *a, struct slice body, const char *field)
{
	json_t *fields = json_object_get(rt_json(a, body), "TicketCustomFields"), *v;
	size_t i;

	json_array_foreach(fields, i, v) if (text_is(rt_text(a, v, "name"), field)) return true;
	return false;
}
