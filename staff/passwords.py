"""What is no password here, beyond what Django refuses."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

from staff.models import User

#: With fewer letters of its own a password says little more than the name in it.
LEAST_OWN_LETTERS = 6


class LongEnoughValidator(MinimumLengthValidator):
    """Django's, in Chinese: its own sentence is not translated."""

    def get_error_message(self) -> str:
        """The sentence above the field."""
        return f"密码太短，至少要 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        """The sentence under the field."""
        return f"密码至少要 {self.min_length} 个字符。"


class NoRepeatedNameValidator:
    """Refuses a password that is little more than the user's own names, however often.

    Django's own compares the whole with the whole: `zhangsanzhangsan` is unlike `zhangsan`, and the first guess.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        left = password.casefold()
        for name in sorted(_names(user), key=len, reverse=True):
            left = left.replace(name, "").replace(name[::-1], "")
        if left != password.casefold() and sum(letter.isalnum() for letter in left) < LEAST_OWN_LETTERS:
            raise ValidationError(self.get_help_text(), code="password_repeats_name")

    def get_help_text(self) -> str:
        """The sentence under the field."""
        return f"密码不能只是用户名、姓名或邮箱的重复，除此之外至少还要有 {LEAST_OWN_LETTERS} 个字母或数字。"


def _names(user: User | None) -> set[str]:
    """What the user is called, of two letters or more; of an address also what stands before the @."""
    if user is None:
        return set()
    # A form has taken out of the user what it refuses.
    username, email = user.username or "", user.email or ""
    texts = [username, user.first_name, user.last_name, email, email.partition("@")[0]]
    texts.append(f"{user.last_name}{user.first_name}")
    return {text.casefold() for text in texts if len(text) >= 2}
