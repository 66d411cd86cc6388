import { Button, Text } from "@mantine/core";
import { useLab } from "#store/lab-context.ts";
import { formatCount, formatPercent } from "#ui/format.ts";
import { Notice } from "#ui/Notice.tsx";

/** Said before anyone blames quantization: the FP32 model itself does no better than guessing. */
export function NearChanceNotice() {
  const { notice, showPreprocessing } = useLab((state) => {
    const notices = state.runStatus === "running" ? state.live.notices : (state.latest?.result.notices ?? []);
    return {
      notice: notices.find(({ code }) => code === "fp32.near-chance"),
      showPreprocessing: state.showPreprocessing,
    };
  });
  if (!notice) return null;
  const [correct, total, classes] = [
    notice.details.correct,
    notice.details.total,
    notice.details.classes,
  ].map(Number);
  return (
    <Notice tone="error" title="FP32 accuracy is near chance: preprocessing or labels are probably wrong">
      <Text size="sm">
        The unquantized model names {formatCount(correct)} of {formatCount(total)} pictures rightly (
        {formatPercent(correct / total)}); guessing among {formatCount(classes)} classes gives{" "}
        {formatPercent(1 / classes)}. Quantization has nothing to do with it, and the comparison below means
        nothing yet.
      </Text>
      <Text size="sm" mt={4}>
        <strong>What to do:</strong> check that the pictures of what the network gets look right, that its
        values are those that the model was trained with, and that class numbers are the model's own.
      </Text>
      <Button mt="xs" size="xs" variant="default" onClick={showPreprocessing}>
        Check the preprocessing
      </Button>
    </Notice>
  );
}
