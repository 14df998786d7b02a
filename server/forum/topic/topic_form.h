/* topic_form.h -- the fields of a topic as an admin types them. For the files of this folder only. */
#ifndef FORUM_TOPIC_FORM_H
#define FORUM_TOPIC_FORM_H

#include "forum/topic/tidy_view.h"

struct form;

/* The form with what holds. ${id} stands before the ids of its fields. */
struct topic_form topic_form_of(struct arena *a, const char *id, const struct topic_facts *facts);
/* The form as it was sent; without an address, one is made of the name. NULL, or what is wrong with it. */
const char *topic_form_read(struct arena *a, const char *id, const struct form *sent, struct topic_form *out);

/* ${topics} in the order of the numbers typed beside them ("place-7" for topic 7), one of them moved a step if its button was pressed ("up",
 * "down"); their ids. */
struct texts topics_in_order(struct arena *a, const struct topics *topics, const struct form *sent);

/* A tag's name as it is stored; NULL and ${wrong} if it is none. */
const char *tag_name_read(struct arena *a, const char *typed, const char **wrong);

#endif
