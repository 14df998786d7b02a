/* policy_rules.c -- see policy_rules.h. */
#include "forum/policy/policy_rules.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "forum/policy/policy.h"

static const char *const first[] = {"terms", "privacy", "rules"};
#define FIRST (sizeof(first) / sizeof(first[0]))

bool policy_delivered(struct arena *a, const char *slug, struct policy_text *out)
{
	const struct policy_file *f;
	size_t title;

	for (f = policy_files; f->name; f++) {
		if (!text_is(slug, f->name))
			continue;
		title = strcspn(f->text, "\n");
		out->title = arena_text_n(a, f->text + 2, title - 2); /* behind "# " */
		out->text = text_lines(a, f->text + title + strspn(f->text + title, "\n"));
		return true;
	}
	return false;
}

static const struct policy *found_of(const struct policies *found, const char *slug)
{
	size_t i;

	for (i = 0; i < found->n; i++)
		if (text_is(found->v[i].slug, slug))
			return &found->v[i];
	return NULL;
}

void policies_listed(struct arena *a, const struct policies *delivered, const struct policies *added,
	struct policies *out)
{
	size_t i;

	out->v = arena_array(a, struct policy, added->n + FIRST);
	for (i = 0; i < FIRST; i++) {
		const struct policy *changed = found_of(delivered, first[i]);
		struct policy_text text = {0};

		if (changed)
			out->v[out->n] = *changed;
		else
			out->v[out->n].slug = first[i];
		if (!out->v[out->n].title && policy_delivered(a, first[i], &text))
			out->v[out->n].title = text.title;
		out->n++;
	}
	for (i = 0; i < added->n; i++)
		out->v[out->n++] = added->v[i];
}

const char *policy_slug_wrong(const char *slug)
{
	size_t n = strlen(slug);

	if (n < 1 || n > 40 || strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") != n || *slug == '-' ||
		text_is(slug, "new"))
		return _("An address has 1 to 40 small letters a–z, digits and hyphens, and is not “new”.");
	return NULL;
}

const char *policy_title_wrong(const char *title)
{
	if (!intl_visible(title))
		return _("Please give it a title.");
	return text_characters(title) > POLICY_TITLE_MOST ? _("A title has at most 80 characters.") : NULL;
}

const char *policy_text_wrong(const char *text)
{
	if (!intl_visible(text))
		return _("Please write what it says.");
	return strlen(text) > POLICY_TEXT_MOST ? _("That is too long for one page: at most 30,000 bytes.")
					       : NULL;
}
