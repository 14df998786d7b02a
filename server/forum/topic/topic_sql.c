/* topic_sql.c -- see topic.h. */
#include "forum/topic/topic.h"

#include "db/query.h"
#include "db/row.h"

void topic_read(struct row *r, struct topic *x)
{
	x->id = row_int8(r, "id");
	x->slug = row_text(r, "slug");
	x->name = row_text(r, "name");
	x->description = row_text(r, "description");
	x->colour = row_int8(r, "colour");
	x->open = row_bool(r, "open");
	x->threads = row_int8(r, "threads");
}

static void read_tag(struct row *r, struct tag *x)
{
	x->id = row_int8(r, "id");
	x->name = row_text(r, "name");
	x->threads = row_int8(r, "threads");
	x->description = row_text(r, "description");
	x->forbidden = row_bool(r, "forbidden");
}

#define TOPIC "SELECT id, slug, name, description, colour, open, threads FROM community.topic"

QUERY(topics_list, DOOR_ALL, struct topic, topic_read,
	TOPIC " WHERE merged_into IS NULL ORDER BY position, id LIMIT 200");
QUERY(topic_by_slug, DOOR_ALL, struct topic, topic_read, TOPIC " WHERE id = community.topic_meant($1)");
QUERY(tag_by_name, DOOR_ALL, struct tag, read_tag,
	"SELECT g.id, g.name, g.threads, g.description, g.forbidden FROM community.tag g"
	" WHERE g.id = COALESCE((SELECT id FROM community.tag WHERE name = lower($1)),"
	"  (SELECT tag_id FROM community.tag_synonym WHERE name = lower($1)))");
QUERY(tags_most_used, DOOR_ALL, struct tag, read_tag,
	"SELECT id, name, threads, description, forbidden FROM community.tag WHERE threads > 0 ORDER BY threads DESC, name LIMIT $1");

void topics_all(struct task *t, struct topics *out)
{
	db_many(t, &topics_list, out);
}

void topic_find(struct task *t, const char *slug, struct topic **out)
{
	db_one(t, &topic_by_slug, out, slug);
}

void tag_find(struct task *t, const char *name, struct tag **out)
{
	db_one(t, &tag_by_name, out, name);
}

void tags_top(struct task *t, int64_t most, struct tags *out)
{
	db_many(t, &tags_most_used, out, most);
}
