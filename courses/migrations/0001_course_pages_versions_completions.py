import courses.blocks.figure
import django.core.validators
import django.db.models.deletion
import foundation.blocks.link
import modelcluster.fields
import organisation.scoped_pages
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('foundation', '__first__'),
        ('organisation', '0001_tree_postings_roles_sign_in'),
        ('question_bank', '0001_banks_questions_checks_practice_enquiries'),
        ('service_items', '0001_catalogue_changes_duties_lookup'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='CourseIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
            ],
            options={
                'verbose_name': '课程中心',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='CoursePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('key', models.SlugField(help_text='发布后不要改：培训计划和证书按它认课程', max_length=80, unique=True, verbose_name='代号')),
                ('summary', models.CharField(max_length=200, verbose_name='一句话介绍')),
                ('audience', models.CharField(blank=True, max_length=200, verbose_name='适合谁学')),
                ('label', models.CharField(blank=True, max_length=120, verbose_name='口径说明')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='核对日期')),
                ('next_check_on', models.DateField(blank=True, null=True, verbose_name='下次核对')),
                ('final_check', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='question_bank.check', verbose_name='结业检测')),
                ('node', models.ForeignKey(help_text='这一机构及其下属机构的人能看到', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.node', verbose_name='归属')),
                ('pre_test', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='question_bank.check', verbose_name='先测后学')),
            ],
            options={
                'verbose_name': '课程',
                'verbose_name_plural': '课程',
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='CourseReviewTask',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
                ('groups', models.ManyToManyField(help_text='Pages/snippets at this step in a workflow will be moderated or approved by these groups of users', to='auth.group', verbose_name='groups')),
            ],
            options={
                'verbose_name': '课程审核',
                'verbose_name_plural': '课程审核',
            },
            bases=(organisation.scoped_pages.ScopedReviewMixin, 'wagtailcore.task'),
        ),
        migrations.CreateModel(
            name='CourseVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('course_key', models.CharField(max_length=80)),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=255)),
                ('lessons', models.JSONField()),
                ('content_hash', models.CharField(max_length=64)),
                ('published_at', models.DateTimeField()),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '课程版本',
                'verbose_name_plural': '课程版本',
                'ordering': ['course_key', 'number'],
                'constraints': [models.UniqueConstraint(fields=('course_key', 'number'), name='course_version_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Completion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('course_key', models.CharField(max_length=80)),
                ('how', models.CharField(choices=[('lessons', '逐课完成'), ('test_out', '先测后学')], max_length=10)),
                ('completed_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='course_completions', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='completions', to='courses.courseversion')),
            ],
            options={
                'verbose_name': '结业',
                'verbose_name_plural': '结业',
                'ordering': ['-completed_at'],
                'indexes': [models.Index(fields=['course_key', 'person'], name='completion_by_course')],
                'constraints': [models.UniqueConstraint(fields=('person', 'version'), name='course_completed_once_per_version')],
            },
        ),
        migrations.CreateModel(
            name='LessonCompletion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('course_key', models.CharField(max_length=80)),
                ('lesson_key', models.CharField(max_length=80)),
                ('completed_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lesson_completions', to=settings.AUTH_USER_MODEL)),
                ('result', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='question_bank.checkresult')),
            ],
            options={
                'verbose_name': '课时完成',
                'verbose_name_plural': '课时完成',
                'indexes': [models.Index(fields=['person', 'course_key'], name='lesson_completion_of_course')],
                'constraints': [models.UniqueConstraint(fields=('person', 'lesson_key'), name='lesson_completed_once')],
            },
        ),
        migrations.CreateModel(
            name='LessonPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('key', models.SlugField(max_length=80, unique=True, verbose_name='代号')),
                ('goal', models.CharField(max_length=200, verbose_name='学完能决定什么')),
                ('minutes', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(30)], verbose_name='读完约几分钟')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='核对日期')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('figure', 5), ('image', 8), ('video', 12), ('document', 15), ('table', 19), ('callout', 23), ('steps', 26), ('clause', 32), ('service_item_card', 34), ('dialogue', 39), ('self_check', 41), ('link', 44)], blank=True, block_lookup={0: ('foundation.blocks.heading.HeadingBlock', (), {}), 1: ('foundation.blocks.text.TextBlock', (), {}), 2: ('wagtail.blocks.ChoiceBlock', [], {'choices': courses.blocks.figure.figure_choices, 'label': '示意图'}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': '看不到图的人读这一句', 'label': '图里有什么', 'max_length': 300}), 4: ('wagtail.blocks.CharBlock', (), {'label': '图注', 'max_length': 120, 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('file', 2), ('alt', 3), ('caption', 4)]], {}), 6: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': '图片'}), 7: ('wagtail.blocks.CharBlock', (), {'help_text': '看不到图的人读这一句', 'label': '图里有什么', 'max_length': 200}), 8: ('wagtail.blocks.StructBlock', [[('image', 6), ('alt', 7), ('caption', 4)]], {}), 9: ('wagtailmedia.blocks.VideoChooserBlock', (), {'label': '视频'}), 10: ('wagtail.blocks.CharBlock', (), {'label': '说明', 'max_length': 120, 'required': False}), 11: ('wagtail.blocks.TextBlock', (), {'help_text': '听不见或不便放声音的人读文字稿', 'label': '文字稿', 'required': False, 'rows': 4}), 12: ('wagtail.blocks.StructBlock', [[('video', 9), ('caption', 10), ('transcript', 11)]], {}), 13: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': '文件'}), 14: ('wagtail.blocks.CharBlock', (), {'label': '显示文字', 'max_length': 120, 'required': False}), 15: ('wagtail.blocks.StructBlock', [[('document', 13), ('text', 14)]], {}), 16: ('wagtail.blocks.CharBlock', (), {'label': '表名', 'max_length': 120}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': '各列用 | 隔开，如：情形 | 您做什么 | 留下什么', 'label': '表头'}), 18: ('wagtail.blocks.TextBlock', (), {'help_text': '一行写一条，各列用 | 隔开；也可以从表格软件里直接粘贴', 'label': '各行', 'rows': 6}), 19: ('wagtail.blocks.StructBlock', [[('caption', 16), ('head', 17), ('rows', 18)]], {}), 20: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('error', '易错点'), ('red_line', '红线'), ('tip', '提示')], 'label': '类别'}), 21: ('wagtail.blocks.CharBlock', (), {'label': '标题', 'max_length': 80}), 22: ('wagtail.blocks.TextBlock', (), {'label': '内容', 'rows': 3}), 23: ('wagtail.blocks.StructBlock', [[('kind', 20), ('title', 21), ('text', 22)]], {}), 24: ('wagtail.blocks.TextBlock', (), {'rows': 2}), 25: ('wagtail.blocks.ListBlock', (24,), {'label': '步骤'}), 26: ('wagtail.blocks.StructBlock', [[('steps', 25)]], {}), 27: ('wagtail.blocks.CharBlock', (), {'label': '文件名称', 'max_length': 120}), 28: ('wagtail.blocks.CharBlock', (), {'label': '条款', 'max_length': 60, 'required': False}), 29: ('wagtail.blocks.TextBlock', (), {'help_text': '写要点，不写成原文', 'label': '要点', 'rows': 3}), 30: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('law', '对照过公布的条文'), ('read', '来自读到的网页，上线前须对照公布文本'), ('common', '一般常识，上线前须核实'), ('demo', '演示取值')], 'label': '来源'}), 31: ('wagtail.blocks.DateBlock', (), {'label': '核对日期'}), 32: ('wagtail.blocks.StructBlock', [[('law', 27), ('clause', 28), ('summary', 29), ('mark', 30), ('checked_on', 31)]], {}), 33: ('wagtail.blocks.CharBlock', (), {'help_text': '如 I08', 'label': '事项编码', 'max_length': 40}), 34: ('wagtail.blocks.StructBlock', [[('code', 33)]], {}), 35: ('wagtail.blocks.CharBlock', (), {'label': '谁说', 'max_length': 20}), 36: ('wagtail.blocks.TextBlock', (), {'label': '说什么', 'rows': 2}), 37: ('wagtail.blocks.StructBlock', [[('who', 35), ('line', 36)]], {}), 38: ('wagtail.blocks.ListBlock', (37,), {'label': '对话'}), 39: ('wagtail.blocks.StructBlock', [[('lines', 38)]], {}), 40: ('wagtail.blocks.CharBlock', (), {'help_text': '题库代号/题号，如 demo/S19；只能用练习题', 'label': '题号', 'max_length': 120}), 41: ('wagtail.blocks.StructBlock', [[('question', 40)]], {}), 42: ('wagtail.blocks.ChoiceBlock', [], {'choices': foundation.blocks.link.kind_choices, 'label': '去哪里'}), 43: ('wagtail.blocks.CharBlock', (), {'help_text': '如演练 D04、政策 P01、事项 I08', 'label': '编号', 'max_length': 80}), 44: ('wagtail.blocks.StructBlock', [[('kind', 42), ('key', 43), ('text', 14)]], {})}, verbose_name='内容')),
                ('search_text', models.TextField(blank=True, editable=False)),
                ('check_set', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='lessons', to='question_bank.check', verbose_name='课末判断')),
                ('rules', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='lessons', to='service_items.servicerule', verbose_name='相关规则')),
                ('service_items', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='lessons', to='service_items.serviceitem', verbose_name='相关事项')),
            ],
            options={
                'verbose_name': '课时',
                'verbose_name_plural': '课时',
            },
            bases=('wagtailcore.page',),
        ),
    ]
