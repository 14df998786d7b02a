/* edit_form.c -- see edit_form.h. */
#include "forum/edit/edit_form.h"

#include "base/intl.h"
#include "forum/ask/ask.h"
#include "forum/thread/thread.h"
#include "forum/topic/topic.h"
#include "web/form.h"

void edit_form_read(struct arena *a, const struct form *typed, struct edit_form *out)
{
	*out = (struct edit_form){
		.title = text_one_line(a, form_text_or_empty(typed, "title")),
		.product = text_one_line(a, form_text_or_empty(typed, "product")),
		.tags = text_one_line(a, form_text_or_empty(typed, "tags")),
		.body = text_lines(a, form_text_or_empty(typed, "body")),
		.reason = text_one_line(a, form_text_or_empty(typed, "reason")),
		.revision = form_int8(typed, "revision"),
	};
}

void edit_form_of(struct arena *a, const struct editable *post, struct edit_form *out)
{
	*out = (struct edit_form){
		.title = post->title,
		.product = post->product,
		.tags = text_joined(a, post->tags, ", "),
		.body = post->source,
		.reason = "",
		.revision = post->revision,
	};
}

static const char *too_long(const char *text, size_t most, const char *sentence)
{
	return text_characters(text) > most ? sentence : NULL;
}

bool edit_form_check(struct arena *a, struct edit_form *f, bool opens, struct edit_wrong *wrong)
{
	*wrong = (struct edit_wrong){
		.body = body_wrong(f->body),
		.reason = too_long(f->reason, REASON_MOST, _("At most 100 characters, please.")),
	};
	if (opens) {
		wrong->title = title_wrong(f->title);
		wrong->product = too_long(f->product, PRODUCT_MOST, _("At most 80 characters, please."));
		wrong->tags = tags_read(a, f->tags, &f->tag_names);
	}
	return edit_form_fine(wrong);
}

bool edit_form_fine(const struct edit_wrong *wrong)
{
	return !wrong->title && !wrong->product && !wrong->tags && !wrong->body && !wrong->reason;
}

static bool same_tags(struct texts x, struct texts y)
{
	size_t i;

	if (x.n != y.n)
		return false;
	for (i = 0; i < x.n; i++)
		if (!text_is(x.v[i], y.v[i]))
			return false;
	return true;
}

bool edit_form_same(const struct edit_form *f, const struct editable *post)
{
	if (!text_is(f->body, post->source))
		return false;
	return !post->opens || (text_is(f->title, post->title) && text_is(f->product, post->product) &&
				       same_tags(f->tag_names, post->tags));
}
