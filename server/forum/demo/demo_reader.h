/* demo_reader.h -- what demo_read.c and its helpers share while the files are read.
 *
 * The first mistake is kept and everything after it is empty work: the readers of values return something
 * harmless, so that nobody has to look before the record's end. Only this folder includes this. */
#ifndef FORUM_DEMO_DEMO_READER_H
#define FORUM_DEMO_DEMO_READER_H

#include "base/arena.h"
#include "forum/demo/demo_read.h"
#include "forum/demo/demo_record.h"

struct demo_reader {
	struct arena *a;
	struct when now;
	struct demo *demo;
	const struct demo_record *record; /* the one being read */
	const char *error;		  /* NULL until the first mistake */

	/* Where the posts of a file belong; all NULL at the beginning of each. */
	struct demo_thread *thread;
	struct demo_post *answer; /* the last one */
	struct demo_post *post;	  /* the last of any kind */
};

/* Notes a mistake in ${line} of the record's file, unless there is one already. */
void demo_fail(struct demo_reader *rd, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The line of the record's field of that name, or of the record. */
int demo_line(const struct demo_reader *rd, const char *name);
/* The value of a field of the record; where it is missing, ${otherwise}, or a mistake and "" if that is NULL.
 */
const char *demo_value(struct demo_reader *rd, const char *name, const char *otherwise);
int64_t demo_number(struct demo_reader *rd, const char *name); /* 0 where missing */
/* The age in a field; missing is a mistake. */
struct demo_age demo_age_field(struct demo_reader *rd, const char *name);
const struct demo_member *demo_member_field(struct demo_reader *rd, const char *name);

/* demo_site.c */
void demo_read_site(struct demo_reader *rd);
void demo_read_topic(struct demo_reader *rd);
void demo_read_tag(struct demo_reader *rd);
void demo_read_member(struct demo_reader *rd);

/* demo_thread.c */
void demo_read_thread(struct demo_reader *rd);
void demo_read_answer(struct demo_reader *rd);
void demo_read_comment(struct demo_reader *rd);
void demo_read_edit(struct demo_reader *rd);

/* demo_act.c. Adds what all fields of that name say was done to ${post}: "lena, marek 12d 10:00 "on Pixel
 * 7"". */
void demo_read_acts(struct demo_reader *rd, const char *name, const struct demo_post *post, int days,
	struct demo_acts *out);
/* Of the acts on an answer: one who found it of no help has not said thanks. */
void demo_check_acts(struct demo_reader *rd, const struct demo_post *answer);

/* demo_body.c. In every post, each link leads to a thread that was there when it was written, each @name to a
 * member. */
void demo_check_bodies(struct demo_reader *rd);

#endif
