/* train.c -- see train.h. A round of work: a handful of decisions at a time, each once. */
#include "forum/harm/train.h"

#include "base/arena.h"
#include "base/log.h"
#include "db/query.h"
#include "forum/harm/bayes.h"
#include "forum/harm/harm.h"
#include "forum/site.h"
#include "loop/task.h"

void harm_learn_wait(struct task *t)
{
	struct lessons lessons = {0};
	size_t i;

	db_begin(t);
	harm_learning_lock(t);
	lessons_unlearn(t);
	lessons_find(t, &lessons);
	db_wait(t);
	/* The last first, as decisions about many are taken back: both lock them, and would wait for each other otherwise. */
	for (i = lessons.n; i-- > 0;) {
		const struct lesson *l = &lessons.v[i];

		lesson_learn(t, l, bayes_signs_of(&t->arena, l->title, l->source, site.url));
		lessons_up_to(t, l->decision);
	}
	/* The next round meets the same: said, or it would go on in silence for ever. */
	if (db_commit_wait(t) == DB_CONFLICT)
		log_error("harm.not_learnt", "decisions=%zu why=\"%s\"", lessons.n, db_conflict(t));
}
