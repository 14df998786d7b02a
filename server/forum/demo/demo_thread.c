/* demo_thread.c -- threads, their answers, comments and earlier versions, in the order in which they were
 * written. */
#include "forum/demo/demo_reader.h"

#define TITLE_LEAST 8 /* characters, as the site asks of everybody */
#define TITLE_MOST  150
#define TAGS_MOST   5

const struct demo_thread *demo_thread_find(const struct demo *demo, const char *key)
{
	size_t i;

	for (i = 0; i < demo->threads.n; i++)
		if (text_is(demo->threads.v[i]->key, key))
			return demo->threads.v[i];
	return NULL;
}

/* A post of the record's, not earlier than ${after} (NULL: it begins a thread). */
static struct demo_post *post_new(struct demo_reader *rd, const struct demo_post *after)
{
	struct demo_post *post = arena_new(rd->a, struct demo_post);

	post->place = arena_printf(rd->a, "%s:%d", rd->record->file, rd->record->line);
	post->author = demo_member_field(rd, "by");
	post->age = demo_age_field(rd, "at");
	post->at = demo_age_at(post->age, rd->now);
	post->body = rd->record->body;
	if (!*post->body)
		demo_fail(rd, rd->record->line, "%s: the text is missing", rd->record->kind);
	if (!demo_age_precedes(post->author->joined_age, post->age))
		demo_fail(rd, rd->record->line, "%s had not joined yet", post->author->username);
	if (after && !demo_age_precedes(after->age, post->age))
		demo_fail(rd, rd->record->line, "it may be older than the post before it (%s)", after->place);
	rd->post = post;
	return post;
}

static const struct demo_topic *topic_field(struct demo_reader *rd)
{
	static const struct demo_topic nowhere = {0};
	const char *slug = demo_value(rd, "topic", NULL);
	size_t i;

	for (i = 0; i < rd->demo->topics.n; i++)
		if (text_is(rd->demo->topics.v[i]->slug, slug))
			return rd->demo->topics.v[i];
	demo_fail(rd, rd->record->line, "unknown topic '%s'", slug);
	return &nowhere;
}

static struct demo_tag *tag_find(const struct demo *demo, struct slice name)
{
	size_t i;

	for (i = 0; i < demo->tags.n; i++)
		if (slice_is(name, demo->tags.v[i]->name))
			return demo->tags.v[i];
	return NULL;
}

static void read_tags(struct demo_reader *rd, struct demo_tags *out)
{
	struct slice rest = slice_of(demo_value(rd, "tags", ""));

	while (rest.n) {
		struct slice name = slice_trim(slice_cut(&rest, ','));
		struct demo_tag *tag = tag_find(rd->demo, name);

		if (!tag)
			return demo_fail(rd, rd->record->line, "unknown tag '%.*s'", (int)name.n, name.s);
		*DEMO_PUSH(rd->a, out) = tag;
	}
	if (out->n > TAGS_MOST)
		demo_fail(rd, rd->record->line, "more than %d tags", TAGS_MOST);
}

static void check_title(struct demo_reader *rd, const char *title)
{
	size_t n = text_characters(title);

	if (n < TITLE_LEAST || n > TITLE_MOST)
		demo_fail(rd, rd->record->line, "the title has %zu characters", n);
}

static bool read_kind(struct demo_reader *rd)
{
	const char *kind = demo_value(rd, "kind", "question");

	if (!text_is(kind, "question") && !text_is(kind, "discussion"))
		demo_fail(rd, rd->record->line, "'%s' is neither question nor discussion", kind);
	return text_is(kind, "discussion");
}

/* A later moment than ${after}, or {0} where the field is missing. */
static struct when later_field(struct demo_reader *rd, const char *name, struct demo_age after)
{
	struct demo_age age;

	if (!demo_record_field(rd->record, name))
		return (struct when){0};
	age = demo_age_field(rd, name);
	if (!demo_age_precedes(after, age))
		demo_fail(rd, rd->record->line, "'%s' may be too old", name);
	return demo_age_at(age, rd->now);
}

void demo_read_thread(struct demo_reader *rd)
{
	struct demo_thread *thread = arena_new(rd->a, struct demo_thread);

	thread->key = rd->record->key;
	thread->title = demo_value(rd, "title", NULL);
	thread->device = demo_value(rd, "device", "");
	thread->topic = topic_field(rd);
	thread->discussion = read_kind(rd);
	thread->views = demo_number(rd, "views");
	thread->question = post_new(rd, NULL);
	thread->reopened = later_field(rd, "reopened", thread->question->age);
	check_title(rd, thread->title);
	read_tags(rd, &thread->tags);
	demo_read_acts(rd, "me-too", thread->question, 40, &thread->me_too);
	if (!*thread->key || demo_thread_find(rd->demo, thread->key))
		demo_fail(rd, rd->record->line, "a second thread '%s', or one without a key", thread->key);
	if (thread->topic->closed && !thread->question->author->staff && !thread->question->author->admin)
		demo_fail(rd, rd->record->line, "only staff begin threads in %s", thread->topic->slug);
	rd->thread = thread;
	rd->answer = NULL;
	*DEMO_PUSH(rd->a, &rd->demo->threads) = thread;
}

/* The asker may accept any answer, also his own; staff accept what others wrote. */
static void read_acceptance(struct demo_reader *rd, struct demo_post *answer)
{
	const struct demo_member *asker = rd->thread->question->author;
	struct demo_acts acts = {0};

	demo_read_acts(rd, "accepted", answer, 3, &acts);
	answer->withdrawn = later_field(rd, "withdrawn", answer->age);
	if (acts.n == 0 ||
		acts.v[0].at.us >= (when_known(answer->withdrawn) ? answer->withdrawn.us : INT64_MAX)) {
		if (acts.n || when_known(answer->withdrawn))
			demo_fail(rd, rd->record->line, "'withdrawn' is not after 'accepted'");
		return;
	}
	answer->accepted = &acts.v[0];
	if (acts.n > 1)
		demo_fail(rd, rd->record->line, "accepted twice");
	if (rd->thread->discussion)
		demo_fail(rd, rd->record->line, "nothing is accepted in a discussion");
	if (acts.v[0].who != asker && (!acts.v[0].who->staff || acts.v[0].who == answer->author))
		demo_fail(rd, rd->record->line, "%s may not accept this", acts.v[0].who->username);
}

void demo_read_answer(struct demo_reader *rd)
{
	struct demo_post *answer;

	if (!rd->thread)
		return demo_fail(rd, rd->record->line, "an answer before its question");
	answer = post_new(rd, rd->answer ? rd->answer : rd->thread->question);
	demo_read_acts(rd, "thanks", answer, 6, &answer->thanks);
	demo_read_acts(rd, "helped", answer, 60, &answer->helped);
	demo_read_acts(rd, "not-helpful", answer, 6, &answer->not_helpful);
	read_acceptance(rd, answer);
	answer->guests = demo_number(rd, "guests");
	demo_check_acts(rd, answer);
	rd->answer = answer;
	*DEMO_PUSH(rd->a, &rd->thread->answers) = answer;
}

void demo_read_comment(struct demo_reader *rd)
{
	struct demo_post *on = rd->answer ? rd->answer : rd->thread ? rd->thread->question : NULL, *comment;

	if (!on)
		return demo_fail(rd, rd->record->line, "a comment before its question");
	comment = post_new(rd, on->comments.n ? on->comments.v[on->comments.n - 1] : on);
	*DEMO_PUSH(rd->a, &on->comments) = comment;
}

/* What the post above said before it was changed at that time. */
void demo_read_edit(struct demo_reader *rd)
{
	struct demo_post *post = rd->post;
	struct demo_edit *edit;
	struct demo_age after;

	if (!post)
		return demo_fail(rd, rd->record->line, "an edit before its post");
	after = post->edits.n ? post->edits.v[post->edits.n - 1].age : post->age;
	edit = DEMO_PUSH(rd->a, &post->edits);
	edit->by = demo_record_field(rd->record, "by") ? demo_member_field(rd, "by") : post->author;
	edit->age = demo_age_field(rd, "at");
	edit->at = demo_age_at(edit->age, rd->now);
	edit->title = demo_record_field(rd->record, "title") ? demo_value(rd, "title", NULL) : NULL;
	edit->body = rd->record->body;
	if (!*edit->body)
		demo_fail(rd, rd->record->line, "an edit without the earlier text");
	if (!demo_age_precedes(after, edit->age))
		demo_fail(rd, rd->record->line, "it may be older than what it changes");
	if (edit->title && (!rd->thread || post != rd->thread->question))
		demo_fail(rd, rd->record->line, "only the first post of a thread has a title");
	if (edit->by != post->author && !edit->by->moderator && !edit->by->admin)
		demo_fail(rd, rd->record->line, "%s may not change this", edit->by->username);
}
