/* private.c -- what may be typed, and as what it is sealed: pure. */
#include "forum/private/private_inside.h"

#include "base/arena.h"
#include "base/intl.h"
#include "web/form.h"

static const char *wrong(const struct private_typed *x)
{
	if (text_empty(x->account) && text_empty(x->phone) && text_empty(x->address) &&
		!intl_visible(x->text))
		return _("Please fill in what the company needs; nothing was sent.");
	if (text_characters(x->account) > PRIVATE_LINE_MOST ||
		text_characters(x->phone) > PRIVATE_LINE_MOST ||
		text_characters(x->address) > PRIVATE_LINE_MOST)
		return _("A line is too long: at most 300 characters. Nothing was sent.");
	if (text_characters(x->text) > PRIVATE_TEXT_MOST)
		return _("The text is too long: at most 3,000 characters. Nothing was sent.");
	return NULL;
}

struct private_typed private_typed_of(struct arena *a, const struct form *f)
{
	struct private_typed x = {.account = text_one_line(a, form_text_or_empty(f, "account")),
		.phone = text_one_line(a, form_text_or_empty(f, "phone")),
		.address = text_one_line(a, form_text_or_empty(f, "address")),
		.text = text_lines(a, form_text_or_empty(f, "text"))};

	x.error = wrong(&x);
	return x;
}

const char *private_letter(struct arena *a, const struct private_typed *x)
{
	const char *const lines[][2] = {{_("Customer or account number"), x->account}, {_("Phone"), x->phone},
		{_("Address"), x->address}};
	const char *text = "";
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (!text_empty(lines[i][1]))
			text = arena_printf(a, "%s%s: %s\n", text, lines[i][0], lines[i][1]);
	return text_empty(x->text) ? text : arena_printf(a, "%s%s%s", text, *text ? "\n" : "", x->text);
}
