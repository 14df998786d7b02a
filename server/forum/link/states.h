/* states.h -- which states staff may give a thread; inside this folder. Pure. */
#ifndef FORUM_LINK_STATES_H
#define FORUM_LINK_STATES_H

#include <stdbool.h>

#include "forum/link/link_view.h"

/* Whether staff may take the step: legal, and not the asker's own word ("confirmed"). */
bool staff_step_legal(enum thread_state was, enum thread_state becomes);
/* Those there are from here, with their names for people. */
struct link_choices staff_steps(struct arena *a, const struct thread *th);

#endif
