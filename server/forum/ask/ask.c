/* ask.c -- the rules of asking; see ask.h. Pure. */
#include "forum/ask/ask.h"

#include <string.h>

#include "base/arena.h"
#include "base/intl.h"
#include "forum/private/private.h"
#include "forum/thread/thread.h"
#include "forum/topic/topic.h"
#include "web/form.h"
#include "web/request.h"

void asked_read(struct arena *a, const struct form *typed, struct asked *out)
{
	*out = (struct asked){
		.title = text_one_line(a, form_text_or_empty(typed, "title")),
		.body = text_lines(a, form_text_or_empty(typed, "body")),
		.product = text_one_line(a, form_text_or_empty(typed, "product")),
		.topic = form_text_or_empty(typed, "topic"),
		.tags = text_one_line(a, form_text_or_empty(typed, "tags")),
		.for_company = text_lines(a, form_text_or_empty(typed, "for_company")),
		.official = form_has(typed, "official"),
		.discussion = text_is(form_text(typed, "kind"), "discussion"),
		.draft = form_int8(typed, "draft"),
	};
}

static const char *for_company_wrong(const struct asked *q)
{
	if (!intl_visible(q->for_company))
		return NULL;
	if (q->discussion)
		return _("Only with a question can details go to the company. Nothing was sent.");
	return text_characters(q->for_company) > PRIVATE_TEXT_MOST
		       ? _("The text is too long: at most 3,000 characters. Nothing was sent.")
		       : NULL;
}

bool asked_check(struct arena *a, struct asked *q, struct asked_wrong *wrong)
{
	wrong->title = title_wrong(q->title);
	wrong->topic = *q->topic ? NULL : _("Please choose a topic.");
	wrong->tags = tags_read(a, q->tags, &q->tag_names);
	wrong->product =
		text_characters(q->product) > PRODUCT_MOST ? _("At most 80 characters, please.") : NULL;
	wrong->body = body_wrong(q->body);
	wrong->for_company = for_company_wrong(q);
	return asked_fine(wrong);
}

bool asked_fine(const struct asked_wrong *wrong)
{
	return !wrong->title && !wrong->topic && !wrong->tags && !wrong->product && !wrong->body &&
	       !wrong->for_company;
}

bool topic_takes_threads(const struct topic *topic, const struct viewer *v)
{
	return v->id && (topic->open || viewer_is(v, ROLE_STAFF) || viewer_is(v, ROLE_MODERATOR));
}

const char *language_of(const char *locale)
{
	static const struct {
		const char *code, *name;
	} known[] = {{"ar", "arabic"}, {"ca", "catalan"}, {"da", "danish"}, {"de", "german"}, {"el", "greek"},
		{"en", "english"}, {"es", "spanish"}, {"eu", "basque"}, {"fi", "finnish"}, {"fr", "french"},
		{"ga", "irish"}, {"hi", "hindi"}, {"hu", "hungarian"}, {"hy", "armenian"},
		{"id", "indonesian"}, {"it", "italian"}, {"lt", "lithuanian"}, {"nb", "norwegian"},
		{"ne", "nepali"}, {"nl", "dutch"}, {"nn", "norwegian"}, {"no", "norwegian"},
		{"pt", "portuguese"}, {"ro", "romanian"}, {"ru", "russian"}, {"sr", "serbian"},
		{"sv", "swedish"}, {"ta", "tamil"}, {"tr", "turkish"}, {"yi", "yiddish"}};
	size_t i;

	for (i = 0; locale && i < sizeof(known) / sizeof(known[0]); i++)
		if (text_starts(locale, known[i].code) && strchr("-_", locale[2]))
			return known[i].name;
	return "simple";
}
