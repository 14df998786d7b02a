/* official.c -- the company's word in a thread. See link.h. */
#include "forum/link/link.h"

#include "base/arena.h"
#include "forum/event.h"
#include "jobs/queue.h"
#include "loop/task.h"
#include "markup/rendered.h"

void official_post_add(struct task *t, const struct thread_locked *th, int64_t member, const char *source,
	const struct rendered *text, struct texts mentions)
{
	post_add(t, &(struct new_post){
			    .id = th->new_post_id,
			    .thread_id = th->id,
			    .author_id = member,
			    .kind = th->question ? POST_ANSWER : POST_REPLY,
			    .official = true,
			    .source = source,
			    .html = text->html,
			    .plain = text->plain,
		    });
	if (th->question && member != th->author_id)
		thread_step(t, th, thread_state_answered(th->state), member);
	event_note(t, EVENT_ANSWER_ADDED, member, th->author_id, th->id, th->new_post_id, 0);
	job_put(t, &(struct job){.kind = "notice.post",
			   .subject = th->new_post_id,
			   .text = text_joined(&t->arena, mentions, ",")});
}
