/* form.c -- see form.h. */
#include "web/form.h"

#include <string.h>

#include "base/arena.h"
#include "web/url.h"

/* An upper bound of the fields in ${in}: one more than its separators. */
static size_t fields_bound(struct slice in)
{
	size_t n = 1, i;

	for (i = 0; i < in.n; i++)
		n += in.s[i] == '&';
	return n;
}

bool form_read(struct arena *a, struct slice in, struct form *out)
{
	size_t bound = fields_bound(in);

	*out = (struct form){NULL, 0};
	if (in.n == 0)
		return true;
	out->v = arena_array(a, struct form_field, bound < FORM_FIELDS_MOST ? bound : FORM_FIELDS_MOST);
	while (in.s) {
		struct slice value = slice_cut(&in, '&'), name;
		struct form_field *field = &out->v[out->n];

		if (value.n == 0)
			continue;
		if (out->n == FORM_FIELDS_MOST)
			return false;
		name = slice_cut(&value, '=');
		field->name = url_decode(a, name, true, false);
		field->value = value.s ? url_decode(a, value, true, true) : "";
		if (!field->name || !field->value)
			return false;
		out->n++;
	}
	return true;
}

const char *form_text(const struct form *f, const char *name)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (strcmp(f->v[i].name, name) == 0)
			return f->v[i].value;
	return NULL;
}

const char *form_text_or_empty(const struct form *f, const char *name)
{
	const char *value = form_text(f, name);

	return value ? value : "";
}

int64_t form_int8(const struct form *f, const char *name)
{
	int64_t n = 0;

	return text_int8(form_text(f, name), &n) ? n : 0;
}

bool form_has(const struct form *f, const char *name)
{
	return form_text(f, name) != NULL;
}

static size_t count(const struct form *f, const char *name)
{
	size_t i, n = 0;

	for (i = 0; i < f->n; i++)
		n += strcmp(f->v[i].name, name) == 0;
	return n;
}

bool form_single(const struct form *f, const char *name)
{
	return count(f, name) <= 1;
}
