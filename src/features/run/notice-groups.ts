import { canonicalJson } from "#experiment/canonical-json.ts";
import type { Notice } from "#experiment/result.ts";
import type { LabErrorCode } from "#failures/lab-error.ts";

export interface NoticeGroup {
  code: LabErrorCode;
  notices: Notice[];
}

/** Every notice once: a run tells of one while it goes on and again in its result. */
export function distinctNotices(...lists: Notice[][]): Notice[] {
  const known = new Map(lists.flat().map((notice) => [canonicalJson([notice.code, notice.details]), notice]));
  return [...known.values()];
}

/** Notices of one code together, the most frequent first. */
export function noticeGroups(notices: Notice[]): NoticeGroup[] {
  const groups = new Map<LabErrorCode, Notice[]>();
  for (const notice of notices) {
    const group = groups.get(notice.code);
    if (group) group.push(notice);
    else groups.set(notice.code, [notice]);
  }
  return [...groups]
    .map(([code, same]) => ({ code, notices: same }))
    .toSorted((a, b) => b.notices.length - a.notices.length);
}
