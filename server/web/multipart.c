/* multipart.c -- see multipart.h. The format is RFC 7578 over RFC 2046, without what nobody needs: folded lines, nested parts, encodings, names
 * of files in other languages. */
#include "web/multipart.h"

#include <string.h>

#include "base/arena.h"

#define BOUNDARY_MOST 70

struct reader {
	struct arena *a;
	struct slice rest;
	const char *mark; /* CR LF "--" boundary */
	size_t mark_n;
};

static bool is_token(char c)
{
	return c > 0x20 && c < 0x7f && !strchr("()<>@,;:\\\"/[]?=", c);
}

/* Takes "name=value" or name="value" off ${in}, with the ";" before it. False: nothing of that form. */
static bool parameter_next(struct slice *in, struct slice *name, struct slice *value)
{
	size_t i = 0, from;

	if (in->n == 0 || in->s[0] != ';')
		return false;
	*in = slice_trim((struct slice){in->s + 1, in->n - 1});
	while (i < in->n && is_token(in->s[i]))
		i++;
	*name = (struct slice){in->s, i};
	if (i == 0 || i == in->n || in->s[i++] != '=')
		return false;
	if (i < in->n && in->s[i] == '"') {
		from = ++i;
		while (i < in->n && in->s[i] != '"')
			i++;
		if (i == in->n)
			return false;
		*value = (struct slice){in->s + from, i++ - from};
	} else {
		from = i;
		while (i < in->n && is_token(in->s[i]))
			i++;
		*value = (struct slice){in->s + from, i - from};
	}
	*in = slice_trim((struct slice){in->s + i, in->n - i});
	return true;
}

/* The boundary of a Content-Type, as the delimiter it makes. */
static bool boundary_read(struct reader *r, struct slice type)
{
	struct slice name, value, boundary = {NULL, 0};
	const char *semicolon = memchr(type.s, ';', type.n);

	if (!semicolon)
		return false;
	for (type = (struct slice){semicolon, type.n - (size_t)(semicolon - type.s)}; type.n;) {
		if (!parameter_next(&type, &name, &value))
			return false;
		if (!slice_is_nocase(name, "boundary"))
			continue;
		if (boundary.s)
			return false;
		boundary = value;
	}
	if (boundary.n == 0 || boundary.n > BOUNDARY_MOST || memchr(boundary.s, 0, boundary.n))
		return false;
	r->mark = arena_printf(r->a, "\r\n--%.*s", (int)boundary.n, boundary.s);
	r->mark_n = boundary.n + 4;
	return true;
}

/* After a delimiter: 1: a part follows; 0: that was the last; -1: it was none, but data that begin like it. */
static int after_mark(struct slice *rest)
{
	size_t i = 0;

	if (rest->n >= 2 && memcmp(rest->s, "--", 2) == 0)
		return 0;
	while (i < rest->n && (rest->s[i] == ' ' || rest->s[i] == '\t'))
		i++;
	if (rest->n - i < 2 || memcmp(rest->s + i, "\r\n", 2) != 0)
		return -1;
	/* The line end stays: the next delimiter may begin with it. */
	*rest = (struct slice){rest->s + i, rest->n - i};
	return 1;
}

/* Takes what stands before the next delimiter, and that. As after_mark(); -1: there is none. */
static int data_next(struct reader *r, struct slice *data)
{
	struct slice rest = r->rest;

	for (;;) {
		const char *found = rest.n ? memmem(rest.s, rest.n, r->mark, r->mark_n) : NULL;
		int more;

		if (!found)
			return -1;
		*data = (struct slice){r->rest.s, (size_t)(found - r->rest.s)};
		rest = (struct slice){found + r->mark_n, rest.n - (size_t)(found - rest.s) - r->mark_n};
		more = after_mark(&rest);
		if (more >= 0) {
			r->rest = rest;
			return more;
		}
	}
}

/* ---- a part ---- */

struct part {
	struct slice name, data;
	bool is_file;
};

static bool disposition_read(struct slice value, struct part *p)
{
	struct slice rest = value, name, text;
	size_t n = strlen("form-data");

	if (rest.n < n || !slice_is_nocase((struct slice){rest.s, n}, "form-data"))
		return false;
	for (rest = slice_trim((struct slice){rest.s + n, rest.n - n}); rest.n;) {
		if (!parameter_next(&rest, &name, &text))
			return false;
		if (slice_is_nocase(name, "name") && !p->name.s)
			p->name = text;
		else if (slice_is_nocase(name, "filename") && !p->is_file)
			p->is_file = true;
		else
			return false;
	}
	return p->name.n > 0;
}

static bool line_is_clean(struct slice line)
{
	size_t i;

	for (i = 0; i < line.n; i++)
		if ((unsigned char)line.s[i] < 0x20 && line.s[i] != '\t')
			return false;
	return line.n > 0 && line.s[0] != ' ' && line.s[0] != '\t';
}

/* ${head}: lines, each behind its line end. */
static bool head_read(struct slice head, struct part *p)
{
	bool disposed = false;

	while (head.n) {
		const char *end;
		struct slice line, name;

		head = (struct slice){head.s + 2, head.n - 2};
		end = memmem(head.s, head.n, "\r\n", 2);
		line = (struct slice){head.s, end ? (size_t)(end - head.s) : head.n};
		head = (struct slice){head.s + line.n, head.n - line.n};
		if (!line_is_clean(line))
			return false;
		name = slice_cut(&line, ':');
		if (!line.s)
			return false;
		if (!slice_is_nocase(name, "content-disposition"))
			continue;
		if (disposed || !disposition_read(slice_trim(line), p))
			return false;
		disposed = true;
	}
	return disposed;
}

/* ${whole} begins with the line end behind the delimiter. */
static bool part_read(struct slice whole, struct part *p)
{
	const char *blank =
		memmem(whole.s, whole.n < MULTIPART_HEAD_MOST ? whole.n : MULTIPART_HEAD_MOST, "\r\n\r\n", 4);

	*p = (struct part){0};
	if (!blank)
		return false;
	p->data = (struct slice){blank + 4, whole.n - (size_t)(blank - whole.s) - 4};
	return head_read((struct slice){whole.s, (size_t)(blank - whole.s)}, p);
}

/* A field, or the file. False: a second one of its name, no text, or a file where none is expected. */
static bool part_take(struct arena *a, const struct part *p, struct form *fields, struct slice *file)
{
	const char *name = arena_text_n(a, p->name.s, p->name.n);

	if (!text_clean(p->name.s, p->name.n, false) || form_has(fields, name))
		return false;
	if (p->is_file) {
		if (file->s || strcmp(name, "file") != 0)
			return false;
		*file = p->data;
		return true;
	}
	if (!text_utf8(p->data.s, p->data.n))
		return false;
	fields->v[fields->n++] = (struct form_field){name, arena_text_n(a, p->data.s, p->data.n)};
	return true;
}

bool multipart_read(struct arena *a, struct slice type, struct slice body, struct form *fields,
	struct slice *file)
{
	struct reader r = {.a = a};
	struct slice data;
	size_t parts = 0;
	int more;

	*file = (struct slice){NULL, 0};
	*fields = (struct form){arena_array(a, struct form_field, MULTIPART_PARTS_MOST), 0};
	if (!boundary_read(&r, type))
		return false;
	/* The first delimiter may stand at the very beginning, without its line end. */
	r.rest = body;
	if (body.n >= r.mark_n - 2 && memcmp(body.s, r.mark + 2, r.mark_n - 2) == 0) {
		r.rest = (struct slice){body.s + r.mark_n - 2, body.n - (r.mark_n - 2)};
		more = after_mark(&r.rest);
	} else {
		more = data_next(&r, &data);
	}
	while (more == 1) {
		struct part p;

		if (++parts > MULTIPART_PARTS_MOST)
			return false;
		more = data_next(&r, &data);
		if (more < 0 || !part_read(data, &p) || !part_take(a, &p, fields, file))
			return false;
	}
	return more == 0 && parts > 0;
}
