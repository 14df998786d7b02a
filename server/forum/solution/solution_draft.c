/* solution_draft.c -- see solution_draft.h. Pure but for the arena. */
#include "forum/solution/solution_draft.h"

#include "base/arena.h"

struct redact_knowns draft_knowns(struct arena *a, const struct draft_secrets *secrets)
{
	struct redact_knowns k = {arena_array(a, struct redact_known, secrets->n + 1), 0};
	size_t i;

	for (i = 0; i < secrets->n; i++)
		if (redact_kind_of(secrets->v[i].kind, &k.v[k.n].kind) && !text_empty(secrets->v[i].value))
			k.v[k.n++].value = secrets->v[i].value;
	return k;
}

/* At most ${most} bytes, ending with a whole character. */
static const char *cut(struct arena *a, const char *s, size_t most)
{
	size_t n = strlen(s);

	if (n <= most)
		return s;
	for (n = most; n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80;)
		n--;
	return arena_text_n(a, s, n);
}

void solution_draft_make(struct arena *a, const struct draft_parts *parts,
	const struct draft_secrets *secrets, struct redacted *out)
{
	struct redact_knowns known = draft_knowns(a, secrets);
	struct texts all = {arena_array(a, const char *, parts->n + 1), 0};
	size_t i;

	for (i = 0; i < parts->n; i++)
		all.v[all.n++] = parts->v[i].text;
	redact(a, text_lines(a, text_joined(a, all, "\n\n")), &known, out);
	out->text = cut(a, out->text, SOLUTION_TEXT_MOST);
}
