/* calls.h -- questions on their way to a craft process and the tasks that wait for them. Inside craft only.
 */
#ifndef CRAFT_CALLS_H
#define CRAFT_CALLS_H

#include <stddef.h>

#include "craft/message.h"

struct task;

void calls_open(const int *fds, size_t n);
void calls_close(void);

/* Puts the question in its queue, sleeps, and returns the answer; its parts live as long as the task. Fails
 * the task with 503 if the queue is full, the craft process died over it, or the task's time ends. */
struct message calls_ask_wait(struct task *t, const struct message *question);

#endif
