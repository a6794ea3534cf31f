import type { enCli } from './en-cli.ts';

/** 命令行的中文：帮助的框架，以及无法理解的输入。 */
export const zhCli: Readonly<Record<keyof typeof enCli, string>> = {
  'help.whatItIsFor': '发送之前，先知道 API 调用要花多少钱。',
  'help.usage': '用法：tollkeeper <command> [options]',
  'help.commands': '命令：',
  'help.ofOne': 'tollkeeper help <command> 查看某个命令的选项，',
  'help.whichOne': 'tollkeeper --version 查看版本。',
  'help.usageOfOne': '用法：tollkeeper {name} [options]{operands}',
  'help.sentence': '{summary}。',
  'help.options': '选项：',
  'help.ofHelp': '命令的作用和选项',
  'cli.noCommand': '没有“{name}”这个命令。',
  'cli.commandsAre': '可用的命令有 {names}，以及 help。',
  'cli.seeHelp': '运行“tollkeeper help”查看每个命令的作用。',
  'cli.optionUnknown': '没有选项 {option}。',
  'cli.optionNeedsValue': '{option} 后面需要一个值：{option} {value}。',
  'cli.optionTakesNone': '{option} 不带值：写上或去掉即可。',
  'cli.optionLike': '{option} 需要一个值；以短横线开头的值请写成 {option}=-…。',
  'cli.operandTooMany': '“{operand}”在这里没有意义：这个命令只接受选项。',
};
