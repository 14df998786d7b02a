/* api_view.h -- what templates/api/ takes. */
#ifndef FORUM_API_VIEW_H
#define FORUM_API_VIEW_H

#include "forum/desk/desk.h"

struct api_docs_view {
	struct desk_frame frame;
};

#endif
