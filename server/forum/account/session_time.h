/* session_time.h -- how long a session lives from its last visit. The statements of session_sql.c say the
 * same. */
#ifndef FORUM_SESSION_TIME_H
#define FORUM_SESSION_TIME_H

#define SESSION_KEPT_S	(30 * 86400) /* "keep me signed in": the cookie stays as long */
#define SESSION_OTHER_S 86400	     /* else: a day, and the cookie goes with the browser */

#endif
