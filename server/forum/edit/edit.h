/* edit.h -- changing posts: what other subjects may know and call. A suggested edit becomes a version like any other. */
#ifndef FORUM_EDIT_H
#define FORUM_EDIT_H

#include "forum/edit/diff.h"	  /* diff_texts(): how two texts differ */
#include "forum/edit/edit_form.h" /* struct editable, struct edit_form */
#include "forum/edit/edit_rate.h" /* how often */
#include "forum/edit/edit_sql.h"  /* editable_find(), version_add() */

#endif
