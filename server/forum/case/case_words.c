/* case_words.c -- a case's history in words. Pure. */
#include "forum/case/case_view.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/intl.h"

static const char *state_said(const char *name)
{
	enum case_state s;

	return case_state_of(name, &s) ? case_state_label(s) : name ? name : "";
}

static const char *priority_said(const char *name)
{
	enum case_priority p;

	return case_priority_of(name, &p) ? case_priority_label(p) : name ? name : "";
}

static const char *kind_said(const char *name)
{
	enum link_kind k;

	return link_kind_of(name, &k) ? link_kind_label(k) : name ? name : "";
}

/* Entries that say all by their kind. */
static const struct {
	const char *kind, *words;
} plain[] = {
	{"opened", _("Opened")},
	{"note", _("Note")},
	{"reply", _("Reply to the customer")},
	{"received", _("From the customer")},
	{"solution", _("Solution for the community")},
	{"posted", _("Posted in a thread")},
	{"followup", _("Followed up")},
};

static const char *words_of(struct arena *a, const struct case_entry *e)
{
	size_t i;

	for (i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (text_is(e->kind, plain[i].kind))
			return plain[i].words;
	if (text_is(e->kind, "state"))
		return arena_printf(a, _("State: %s, before: %s"), state_said(e->becomes),
			state_said(e->was));
	if (text_is(e->kind, "reopened"))
		return arena_printf(a, _("Reopened: %s, before: %s"), state_said(e->becomes),
			state_said(e->was));
	if (text_is(e->kind, "priority"))
		return arena_printf(a, _("Priority: %s, before: %s"), priority_said(e->becomes),
			priority_said(e->was));
	if (text_is(e->kind, "owner"))
		return text_empty(e->becomes) ? _("Given back: nobody has it")
					      : arena_printf(a, _("Owner: %s"), e->becomes);
	if (text_is(e->kind, "customer"))
		return e->becomes ? _("Customer set") : _("Customer taken off");
	if (text_is(e->kind, "subject"))
		return arena_printf(a, _("Subject: %s, before: %s"), e->becomes ? e->becomes : "",
			e->was ? e->was : "");
	if (text_is(e->kind, "linked"))
		return arena_printf(a, _("Linked: %s"), kind_said(e->becomes));
	if (text_is(e->kind, "unlinked"))
		return arena_printf(a, _("Unlinked: %s"), kind_said(e->was));
	if (text_is(e->kind, "merged") && !e->becomes && !e->was)
		return _("Its ticket was merged");
	if (text_is(e->kind, "merged"))
		return e->becomes
			       ? arena_printf(a, _("Merged into case %s"), e->becomes)
			       : arena_printf(a, _("Case %s was merged into this one"), e->was ? e->was : "");
	if (text_is(e->kind, "split"))
		return e->becomes ? arena_printf(a, _("Split off from case %s again"), e->becomes)
				  : arena_printf(a, _("Case %s was split off again"), e->was ? e->was : "");
	return e->kind;
}

void case_entry_tell(struct arena *a, struct case_entry *e)
{
	e->words = words_of(a, e);
	if (text_is(e->kind, "merged") || text_is(e->kind, "split"))
		(void)text_int8(e->becomes ? e->becomes : e->was ? e->was : "", &e->other_case);
}

static const char *size_said(struct arena *a, int64_t bytes)
{
	if (bytes < 0)
		return "";
	if (bytes < 1024)
		return arena_printf(a, _("%d bytes"), (int)bytes);
	if (bytes < 1024 * 1024)
		return arena_printf(a, _("%d KB"), (int)((bytes + 512) / 1024));
	return arena_printf(a, _("%.1f MB"), (double)bytes / (1024 * 1024));
}

void case_file_tell(struct arena *a, struct case_file *f)
{
	if (text_empty(f->name))
		f->name = text_empty(f->type) ? _("File without a name") : f->type;
	f->size = size_said(a, f->bytes);
}
