/* private_view.h -- what templates/private/ takes. */
#ifndef FORUM_PRIVATE_PRIVATE_VIEW_H
#define FORUM_PRIVATE_PRIVATE_VIEW_H

#include "forum/desk/desk.h"
#include "forum/frame/frame_view.h"
#include "forum/private/private_inside.h"

struct private_view {
	struct frame frame;
	const char *key, *path, *thread_path, *title;
	struct private_typed typed;
	struct private_sents sents;
	bool possible; /* there is a key to seal with */
};

struct private_desk_view {
	struct desk_frame frame;
	const char *key, *error;
	const struct private_sealed *message;
	const char *text; /* NULL: it cannot be opened with the key there is */
	struct private_cases cases;
};

#endif
