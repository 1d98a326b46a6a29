"""Words that are nobody's user name: tags and annotations of code, roles, placeholders."""

from __future__ import annotations

from transforms.checks.pii.wording import is_made_of_words
from transforms.core.surrogates.listing import listed

TAGS = frozenset(
    listed(
        "param params return returns throws throw exception see link links linkplain since "
        "version author "
        "deprecated override type typedef class method function module private public "
        "protected internal "
        "static const constant default example examples todo fixme license copyright "
        "namespace memberof "
        "name description property prop enum callback event fires listens extends implements "
        "interface "
        "abstract access alias augments borrows classdesc constructor constructs external "
        "file fileoverview "
        "global ignore inheritdoc inner instance kind lends mixes mixin readonly requires "
        "summary this "
        "tutorial var variation yields template api apiname apigroup apiparam apisuccess "
        "apierror group "
        "media import charset font-face keyframes supports page include mixin extend if else "
        "each for while "
        "function content page-break-inside webkit-keyframes moz-keyframes -webkit-keyframes "
        "font-feature-values "
        "test before after beforeeach aftereach suite ngdoc ng expect require exports babel "
        "types angular "
        "component injectable input output pipe directive decorator property staticmethod "
        "classmethod "
        "dataclass pytest mock patch app click route login_required functools wraps abstractmethod "
        "autowired bean service repository controller restcontroller entity table column id "
        "getmapping "
        "postmapping suppresswarnings nullable notnull nonnull test ignore rule mock inject "
        "singleton "
        "given when then and or not all here there home everyone channel team latest next "
        "beta alpha rc canary "
        "master main localhost example domain host end interface selector synthesize dynamic "
        "implementation "
        "protocol optional required try catch finally autoreleasepool available objc escaping "
        "published state binding main discardableresult environment frozen inline vararg jvmstatic "
        "jvmoverloads throws "
        "parameter brief details date file ingroup defgroup addtogroup note warning code "
        "endcode verbatim c p a e b em ref sa li "
        "internal nodoc beta experimental todo option options flags flow jsx ts-ignore ts- "
        "nocheck ts-expect-error "
        "csrf auth endauth section endsection yield stack push endif foreach endforeach lang json "
        "user username users name your-username yourname youruser you me someone somebody "
        "handle mention "
    )
)
"""Tags of documentation, annotations, decorators, rules of style sheets, words for nobody."""
_NOBODY = frozenset(
    listed(
        "user username users me you your yourname your-name your_name youruser your-username "
        "name login "
        "root admin administrator public default shared guest all everyone nobody runner "
        "runneradmin "
        "ubuntu debian centos fedora vagrant travis circleci jenkins gitlab-runner builder "
        "build buildbot ci "
        "app apps node deploy deployer www www-data web git svn ec2-user pi docker container "
        "postgres mysql "
        "oracle hadoop spark jovyan codespace vscode gitpod linuxbrew test tester testuser "
        "foo bar baz "
        "alice bob john doe jane joe example sample demo dev developer src work home project "
        "projects "
        "someuser someone somebody xxx local lib bin etc tmp var opt share data site login signup "
        "later soon maybe never now perf performance refactor cleanup urgent high low medium "
        "critical docs "
        "features pricing about explore topics search orgs settings notifications marketplace join "
        "sharer share intent hashtag home tos privacy i in pages groups status"
    )
)


def is_somebody(handle: str) -> bool:
    """Whether a user name may be somebody's: no role, no placeholder, no number.

    >>> is_somebody("mtalvane"), is_somebody("ubuntu")
    (True, False)
    """
    lower = handle.lower()
    return (
        len(handle) >= 3
        and lower not in _NOBODY
        and not handle.isdigit()
        and not is_made_of_words(handle)
    )
