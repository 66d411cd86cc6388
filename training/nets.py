"""The three networks, small versions of well-known families, for 48 x 48 pictures of 16 classes."""

from collections import OrderedDict

import torch
from torch import nn

CLASSES = 16


def conv_bn(inputs, outputs, size, stride=1, groups=1, activation=None):
    """Convolution, BatchNorm and, if given, an activation."""
    layers = OrderedDict(
        conv=nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False),
        bn=nn.BatchNorm2d(outputs),
    )
    if activation:
        layers["act"] = activation()
    return nn.Sequential(layers)


class InvertedResidual(nn.Module):
    """MobileNetV2's block: 1x1 expansion, 3x3 depthwise, linear 1x1 projection, shortcut where shapes agree."""

    def __init__(self, inputs, outputs, stride, expansion):
        super().__init__()
        hidden = inputs * expansion
        self.expand = conv_bn(inputs, hidden, 1, activation=nn.ReLU6) if expansion > 1 else None
        self.depthwise = conv_bn(hidden, hidden, 3, stride, groups=hidden, activation=nn.ReLU6)
        self.project = conv_bn(hidden, outputs, 1)
        self.shortcut = stride == 1 and inputs == outputs

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x) if self.expand else x))
        return x + y if self.shortcut else y


class MobileNet(nn.Module):
    """MobileNetV2 in small: stem to 24 x 24, then stages of (width, blocks, stride, expansion)."""

    STAGES = [(16, 1, 1, 1), (24, 2, 2, 4), (40, 3, 2, 4), (64, 3, 1, 4), (96, 1, 1, 4)]

    def __init__(self):
        super().__init__()
        self.stem = conv_bn(3, 16, 3, 2, activation=nn.ReLU6)
        blocks, width = [], 16
        for outputs, count, stride, expansion in self.STAGES:
            for index in range(count):
                blocks.append(InvertedResidual(width, outputs, stride if index == 0 else 1, expansion))
                width = outputs
        self.blocks = nn.ModuleList(blocks)
        self.head = conv_bn(width, 256, 1, activation=nn.ReLU6)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(256, CLASSES)

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.classifier(self.pool(self.head(x)).flatten(1))


class BasicBlock(nn.Module):
    """ResNet's block of two 3x3 convolutions around a shortcut."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.relu2 = nn.ReLU()
        changes = stride != 1 or inputs != outputs
        self.downsample = conv_bn(inputs, outputs, 1, stride) if changes else nn.Identity()

    def forward(self, x):
        y = self.bn2(self.conv2(self.relu1(self.bn1(self.conv1(x)))))
        return self.relu2(y + self.downsample(x))


class ResNet(nn.Module):
    """ResNet-14: stem to 24 x 24, then stages of (width, blocks, stride)."""

    STAGES = [(16, 1, 1), (32, 2, 2), (64, 3, 2)]

    def __init__(self):
        super().__init__()
        self.stem = conv_bn(3, 16, 3, 2, activation=nn.ReLU)
        blocks, width = [], 16
        for outputs, count, stride in self.STAGES:
            for index in range(count):
                blocks.append(BasicBlock(width, outputs, stride if index == 0 else 1))
                width = outputs
        self.blocks = nn.ModuleList(blocks)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(width, CLASSES)

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.classifier(self.pool(x).flatten(1))


class Attention(nn.Module):
    """Multi-head softmax self-attention over a fixed number of tokens."""

    def __init__(self, tokens, width, heads):
        super().__init__()
        self.shape = (-1, tokens, heads, width // heads)
        self.scale = (width // heads) ** -0.5
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.softmax = nn.Softmax(-1)
        self.output = nn.Linear(width, width)

    def forward(self, x):
        query, key, value = (
            layer(x).reshape(self.shape).transpose(1, 2) for layer in (self.query, self.key, self.value)
        )
        weights = self.softmax(query @ key.transpose(2, 3) * self.scale)
        mixed = (weights @ value).transpose(1, 2)
        return self.output(mixed.reshape(-1, self.shape[1], self.shape[2] * self.shape[3]))


class EncoderBlock(nn.Module):
    """The pre-norm transformer block."""

    def __init__(self, tokens, width, heads, expansion):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = Attention(tokens, width, heads)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(
            OrderedDict(
                fc1=nn.Linear(width, width * expansion),
                gelu=nn.GELU(),
                fc2=nn.Linear(width * expansion, width),
            )
        )

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class VisionTransformer(nn.Module):
    """A vision transformer whose 6 x 6 tokens come from a convolutional stem."""

    TOKENS, WIDTH, HEADS, DEPTH, EXPANSION = 36, 96, 4, 6, 2

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            conv_bn(3, 24, 3, 2, activation=nn.ReLU),
            conv_bn(24, 48, 3, 2, activation=nn.ReLU),
            nn.Conv2d(48, self.WIDTH, 3, 2, 1),
        )
        self.position = nn.Parameter(0.02 * torch.randn(1, self.TOKENS, self.WIDTH))
        self.blocks = nn.ModuleList(
            EncoderBlock(self.TOKENS, self.WIDTH, self.HEADS, self.EXPANSION) for _ in range(self.DEPTH)
        )
        self.norm = nn.LayerNorm(self.WIDTH)
        self.classifier = nn.Linear(self.WIDTH, CLASSES)

    def forward(self, x):
        x = self.stem(x).reshape(-1, self.WIDTH, self.TOKENS).transpose(1, 2) + self.position
        for block in self.blocks:
            x = block(x)
        return self.classifier(self.norm(x).mean(1))


NETS = {"mobilenet": MobileNet, "resnet": ResNet, "vit": VisionTransformer}
