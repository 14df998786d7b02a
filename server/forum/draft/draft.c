/* draft.c -- what is kept of a form, and where; see draft.h. Pure. */
#include "forum/draft/draft.h"

#include <string.h>

#include "base/arena.h"

const char *draft_place(struct arena *a, const char *kind, int64_t id)
{
	return id ? arena_printf(a, "%s/%lld", kind, (long long)id) : kind;
}

bool draft_place_ok(const char *place)
{
	static const char *const kinds[] = {"ask/", "t/", "a/", "edit/"};
	int64_t id;
	size_t i;

	if (text_is(place, "ask"))
		return true;
	for (i = 0; place && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (text_starts(place, kinds[i]) && text_int8(place + strlen(kinds[i]), &id))
			return id > 0;
	return false;
}

/* Fields of the sending: they are made anew when the form is shown again. */
static bool is_kept(const struct form_field *f)
{
	static const char *const others[] = {"key", "preview", "step", "place", "draft", "confirm",
		"for_company"};
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(f->name, others[i]) == 0)
			return false;
	return f->value[0] && !strstr(f->name, "password");
}

/* What people type; the rest (topic, kind …) stands in a form that nobody has touched, too. */
static bool is_typed(const struct form_field *f)
{
	static const char *const typed[] = {"title", "body", "product", "tags", "reason", "context", "label"};
	size_t i;

	for (i = 0; i < sizeof(typed) / sizeof(typed[0]); i++)
		if (strcmp(f->name, typed[i]) == 0)
			return strspn(f->value, " \t\r\n") < strlen(f->value);
	return false;
}

/* Appends ${s} at ${p} so that form_read() gives it back: only what has a meaning there is escaped, so that a
 * text in any script stays about as long as it is. */
static char *put(char *p, const char *s)
{
	static const char digits[] = "0123456789ABCDEF";

	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == ' ') {
			*p++ = '+';
		} else if (c < ' ' || c == 0x7f || strchr("%&=+", c)) {
			*p++ = '%';
			*p++ = digits[c >> 4];
			*p++ = digits[c & 15];
		} else {
			*p++ = (char)c;
		}
	}
	return p;
}

const char *draft_fields(struct arena *a, const struct form *typed)
{
	size_t i, room = 1;
	bool worth = false;
	char *out, *p;

	for (i = 0; i < typed->n; i++)
		room += 3 * (strlen(typed->v[i].name) + strlen(typed->v[i].value)) + 2;
	out = p = arena_alloc(a, room);
	for (i = 0; i < typed->n; i++) {
		const struct form_field *f = &typed->v[i];

		if (!is_kept(f))
			continue;
		worth = worth || is_typed(f);
		if (p > out)
			*p++ = '&';
		p = put(p, f->name);
		*p++ = '=';
		p = put(p, f->value);
	}
	if (!worth)
		return "";
	return p - out > DRAFT_BYTES_MOST ? NULL : out;
}

void draft_form(struct arena *a, const struct draft *d, struct form *out)
{
	if (!d || !form_read(a, slice_of(d->fields), out))
		*out = (struct form){NULL, 0};
}
